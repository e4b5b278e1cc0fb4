/** Words that say nothing about what is looked for. Kept short: in code, words such as `not` or `null` are content. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after all also am an and any are aren as at be because been before being both but by can could couldn ' +
    'did didn do does doesn doing don down during each few for from further get gets getting had hadn has hasn have ' +
    'haven having he her here hers him his how i if in into is isn it its itself just ll me more most mustn my no ' +
    'nor not now of off on once only or other our ours out over own re s same she should shouldn so some such t ' +
    'than that the their theirs them then there these they this those through to too under until up use used using ' +
    've very was wasn we were weren what when where which while who whom why will with won would wouldn you your yours'
  ).split(' '),
);
