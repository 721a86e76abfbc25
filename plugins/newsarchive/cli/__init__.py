"""The command `newsarchive`; `make X` runs `newsarchive X`. Editors' commands use the same rules as a build.

- `builder`: `newsarchive html`, `publish` and `clean`: build the site with Pelican, once or, for the preview, again and
  again.
- `check`: `newsarchive check`: all faults of the content in one run.
- `context`: What every editors' command needs: site, words and content, and the works in it.
- `correct`: `newsarchive correct`: add a dated correction to a text.
- `deploy`: `newsarchive deploy`: copy a publication to where readers get it, so that no link dangles meanwhile.
- `doctor`: `newsarchive doctor`: what an archive lacks before it can be published.
- `formatter`: `newsarchive fix`: format texts without changing a word.
- `import_archive`: `newsarchive import`: bring an existing archive in, as drafts, with an account of every word.
- `init`: `newsarchive init`: begin an archive of one's own in a new folder.
- `keep`: `newsarchive keep`: keep copies of the sources, and record them in the table `kept.tsv`.
- `keep_attestations`: What strangers attest of kept sources, as `newsarchive keep` asks for it: time-stamps, and copies
  in public archives.
- `letters`: `newsarchive letter`: write what changed since a day as a mail draft for each language.
- `main`: Parse the command line and run one command.
- `links`: `newsarchive links`: which sources, and copies of them in public archives, are no longer online.
- `mirrors`: `newsarchive mirrors`: what each mirror has, and the signed list of mirrors.
- `new`: `newsarchive new`: begin a briefing.
- `preview`: The preview server: pages, reload on save, and the page of faults.
- `prompts`: Ask the editor for values, and validate them.
- `rename`: `newsarchive rename`: give a text another address; links follow.
- `schema`: `newsarchive schema`: JSON Schemas of the content, and the table of fields.
- `serve`: `newsarchive serve`: watch, rebuild and serve the preview.
- `status`: `newsarchive status`: every text in every language, with its state.
- `terms`: `newsarchive term`: add a term to a vocabulary.
- `translate`: `newsarchive translate` and `newsarchive words`: begin a translation, or show what changed since.
- `upgrade`: `newsarchive upgrade`: move an archive to another version of the generator.
- `verify`: `newsarchive verify` and `sign`: which publication a copy is, whether it is whole, and a signature for it.
- `withdraw`: `newsarchive withdraw`: take back a briefing or one of its texts.
- `writing`: Write files atomically; tell changes of form from changes of words.
- `yaml_order`: Order fields of front matter; rewrite one field and keep every other byte.
"""
