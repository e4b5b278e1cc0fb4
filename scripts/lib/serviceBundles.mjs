/** What clients reach; the consultant stands beside it and is loaded when the first question comes. */
export const SERVICE_ENTRY_POINTS = {
  service: 'src/service/main.ts',
  consultant: 'src/consultant/main.ts',
};

/** The program with the store open is a bundle of its own, which holds no code that could reach a network. */
export const OWNER_ENTRY_POINTS = {
  'service-owner': 'src/service/owner/main.ts',
};
