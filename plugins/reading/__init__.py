"""From the files under `content/` to the archive: parse, sanitise, typeset, and fit together.

- `markup`: Markdown to HTML; `lists`: its numbered lists; `sanitising`: the allow-list for it; `typography`: quotes,
  dashes and widows per language; `references`: links and pictures as canonical content paths;
- `texts`: one file from bytes to a `Text` (a pure function of bytes, path and language); `bodyfaults`, `lines`: what
  is wrong with its words, and where; `rawmarkup`, `rawfields`: Markdown that readers see as typed, in texts and
  fields; `comments`: comments that readers would see; `wordfiles`: the checks of every file of words; `redirections`,
  `earlier`: old addresses; `letters`: readers' letters;
- `git`: the repository around the content; `versions`: a text today and in its history;
- `tree`: which files there are; `assembly`: texts into works; `crossreferences`: what the works say of
  one another; `loading`: all of it, in that order.

No settings of its own beyond the site's; it connects to no signal: `builds` calls `loading.load_content`.
"""
