/** Names that every file of a language knows; those of others are found in the file or are doubted. */
const GLOBAL =
  /^(?:(?:Type|Range|Syntax|Reference|Eval|URI|Aggregate|Value|Key|Index|Attribute|Name|Runtime|OS|IO|Import|NotImplemented|Assertion|Timeout|Permission|FileNotFound|ZeroDivision|Unicode)Error|Exception|Weak(?:Map|Set|Ref)|Map|Set|(?:Int|Uint|Float|BigInt|BigUint)\d+Array|Uint8ClampedArray|ArrayBuffer|DataView|Object|Array|String|Number|Boolean|BigInt|Symbol|Math|JSON|Promise|Date|Error|RegExp|Reflect|Proxy|Intl|Buffer|URL|globalThis|structuredClone|parseInt|parseFloat|isNaN|process|console|fetch|window|document|undefined|null|true|false|this|super|self|None|True|False|len|str|int|float|bool|list|dict|set|tuple|isinstance|range|print|await|async|return|new|typeof|instanceof|void|delete|not|and|or|is|in|if|else|for|of|while|const|let|var|function|class|import|from|as|lambda|with|try|catch|except|raise|throw|yield)$/u;

export function isGlobalName(name: string): boolean {
  return GLOBAL.test(name);
}
