// What Datasette's own scripts say, in Japanese: menus and dialogues only, never data.
"use strict";
(() => {
  const WORDS = {
    "Sort ascending": "昇順に並べる", "Sort descending": "降順に並べる",
    "Facet by this": "この列で絞り込む", "Choose columns": "列を選ぶ",
    "Hide this column": "この列を隠す", "Show all columns": "すべての列を表示",
    "Show not-blank rows": "空でない行を表示", "Select all": "すべて選ぶ",
    "Deselect all": "すべて外す", "Cancel": "やめる", "Apply": "適用", "Done": "閉じる",
    "Column actions": "列の操作", "Tap a column to reveal actions.": "列を選ぶと操作が開きます。",
    "No actions available": "できる操作はありません", "Drag to reorder": "ドラッグで並べ替え",
    "Jump to": "移動", "Jump to...": "移動…", "Close jump menu": "移動を閉じる",
    "Jump results": "移動先", "Recent": "最近", "Clear recent": "最近の記録を消す",
  };
  const PATTERNS = [
    [/^(\d+) of (\d+) selected$/, "$2列のうち$1列を選択"],
    [/^(\d+) columns?$/, "$1列"],
    [/^Type: (.+)$/, "型：$1"],
  ];
  const WHERE = "dialog, .dropdown-menu, column-chooser, navigation-search";
  const READ = ["aria-label", "placeholder", "title"];

  function said(text) {
    const bare = text.trim();
    if (Object.hasOwn(WORDS, bare)) return text.replace(bare, WORDS[bare]);
    const found = PATTERNS.find(([form]) => form.test(bare));
    return found ? bare.replace(found[0], found[1]) : text;
  }
  function say(node) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (!element || !element.closest || !element.closest(WHERE)) return;
    if (node.nodeType === Node.TEXT_NODE) {
      const told = said(node.data);
      if (told !== node.data) node.data = told;
      return;
    }
    for (const name of READ) {
      const told = said(element.getAttribute(name) || "");
      if (told && told !== element.getAttribute(name)) element.setAttribute(name, told);
    }
  }
  function sayAll(root) {
    say(root);
    const all = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
    const walker = document.createTreeWalker(root, all);
    while (walker.nextNode()) say(walker.currentNode);
  }
  document.addEventListener("DOMContentLoaded", () => {
    sayAll(document.body);
    new MutationObserver((records) => {
      for (const record of records) {
        if (record.type === "characterData") say(record.target);
        else record.addedNodes.forEach(sayAll);
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
})();
