/**
 * The service is two programs: the one that clients reach, and beside it the one with the store open, which loads no code
 * that could reach a network. The consultant stands beside them and is loaded when the first question comes.
 */
export const SERVICE_ENTRY_POINTS = {
  service: 'src/service/main.ts',
  'service-owner': 'src/service/owner/main.ts',
  consultant: 'src/consultant/main.ts',
};
