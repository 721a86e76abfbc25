"""The command `newsarchive`; `make X` runs `newsarchive X`. Editors' commands use the same rules as a build.

- `builder`: Build a site again and again in other processes, for the preview.
- `check`: `newsarchive check`: all faults of the content in one run.
- `clean`: `newsarchive clean`: remove what builds wrote, and nothing else.
- `command`: The commands of the program: what each says of itself, what is typed after it, and where they are found.
- `completion`: `newsarchive completion`: print what makes a shell complete the commands, their flags, files and
  briefings.
- `context`: What every editors' command needs: site, words and content, and the works in it.
- `correct`: `newsarchive correct`: add a dated correction to a text.
- `fields`: `newsarchive fields`: print the tables of docs/fields.md.
- `formatter`: `newsarchive fix`: format texts without changing a word.
- `html`: `newsarchive html`: build the site with Pelican, whose own command runs in this process.
- `main`: Parse the command line and run one command (`command`).
- `new`: `newsarchive new`: begin a briefing.
- `preview`: The preview server: pages, reload on save, and the page of faults.
- `prompts`: Ask the editor for values, and validate them.
- `publish`: `newsarchive publish`: build the public site, strictly.
- `rename`: `newsarchive rename`: give a text another address; links follow.
- `schema`: `newsarchive schema`: write JSON Schemas, with which an editor's program completes and checks what is typed.
- `serve`: `newsarchive serve`: watch, rebuild and serve the preview.
- `status`: `newsarchive status`: every text in every language, with its state.
- `terms`: `newsarchive term`: add a term to a vocabulary.
- `translate`: `newsarchive translate`: begin a translation, or show what changed since.
- `withdraw`: `newsarchive withdraw`: take back a briefing or one of its texts.
- `words`: `newsarchive words`: add to a catalogue the words of the interface that it lacks, for a translator.
- `writing`: Write files one by one and atomically; tell changes of form from changes of words.
- `yaml_edits`: Change one key of YAML, or sort its keys.
"""
