"""What nobody but its owner or the administrator may do, tried by each way that there is: one list.

`python -m tests.browser.forbidden_acts` tries all of it, and writes what it saw to docs/forbidden_acts.md.
"""

import contextlib
import io
import os
import re
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, Self

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from aavae.config import ModelConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.foreign.external import EXTERNAL_FILE
from aavae.jobs.job import JobSpec, JobStatus, jobs_dir, make_jobs_dir, read_jobs, write_job_status
from aavae.jobs.queue import find_job, kill, stop
from aavae.paths import ROOT, data_dir, runs_dir
from aavae.permissions import RULES, Act
from aavae.runs.layout import write_json
from aavae.runs.process import describe_process
from aavae.runs.registry import create_run
from aavae.runs.status import Status, write_status
from aavae.ui.server.visitors import VisitorFinder
from tests.browser.class_server import ADMIN, SESSIONS, ClassServer, Forger, forge, make_cookie
from tests.browser.conftest import launch_chromium, open_context
from tests.conftest import draw_dataset
from tests.patience import PATIENCE, PATIENCE_MS

DOCUMENT = ROOT / "docs" / "forbidden_acts.md"
_FILE = "pictures.zip"
ANNE, BERT, NOBODY = make_cookie("a"), make_cookie("b"), ""
RUN, DAMAGED, SET, MODEL = "annes-run", "annes-damaged", "annes-set", "teachers-model"

Way = Literal[
    "the page", "a forged press", "a forged value", "a forged link", "an upload", "an address", "a message"
]

ABSENT = "The page does not have it."
IGNORED = "Nothing happens."
_HEAD = """# Forbidden acts, tried

What a visitor of a [server for a class](serving.md#for-visitors) may not do, each tried by every way that
there is: in Chromium through the page, and past it, by messages, links and requests that no page sends. Bert
tries it with what is Anne's or the teacher's, or somebody does whose browser keeps no cookies. Before and
after each attempt all runs, images, models, settings and jobs were listed, and the lists were the same.

`python -m tests.browser.forbidden_acts` tries it all and writes this page, each outcome as it was seen;
`tests/browser/test_forbidden_acts.py` tries it with the other tests. The acts are those of `RULES` in
`aavae/permissions.py`; `tests/test_permissions.py` tries each of them below the pages, too. A study no page
trains, for nobody: that is a command.

| Act | By | Attempt | Outcome |
| --- | --- | --- | --- |"""


def lock(act: Act) -> str:
    return f"It cannot be pressed: “{RULES[act].refusal}”"


def refuse(act: Act) -> str:
    return f"“{RULES[act].refusal}”"


class Stage:
    """A server for a class, with things of Anne's and of the teacher's on it.

    Args:
        server: nobody else uses it.
        chromium: in which Bert looks.
    """

    def __init__(self, server: ClassServer, chromium: Browser) -> None:
        self.server, self._stack = server, contextlib.ExitStack()
        self._before = {name: os.environ.get(name) for name in ("AAVAE_RUNS", "AAVAE_DATA")}
        os.environ.update({name: server.environment[name] for name in self._before})
        owner = VisitorFinder("").read(dict([ANNE.split("=")])).id
        self._make(owner)
        context = self._stack.enter_context(contextlib.closing(open_context(chromium, 1440, 900)))
        name, value = BERT.split("=")
        context.add_cookies([{"name": name, "value": value, "url": server.url}])
        self.page = context.new_page()
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        for name, value in self._before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

    def _make(self, owner: str) -> None:
        config = RunConfig(data="tiny", num_epochs=1, model=ModelConfig(latent_dim=8))
        for name in (RUN, DAMAGED):
            run = create_run(name, config)
            write_status(run.layout.status, Status(state="stopped"))
            (run.layout.path / "owner").write_text(owner)
        (runs_dir() / DAMAGED / "config.json").write_text("{")
        images = draw_dataset(64, 20)
        write_set(data_dir(), Dataset(SET, SET, images.train, images.test, images.digest), "drawn")
        (data_dir() / SET / "owner").write_text(owner)
        (runs_dir() / MODEL).mkdir()
        (runs_dir() / MODEL / EXTERNAL_FILE).write_text("{")
        make_jobs_dir()
        folder = jobs_dir() / f"{time.time_ns():020d}"
        folder.mkdir()
        spec = JobSpec(title=RUN, kind="training", arguments=("train", "--resume", "x"), owner=owner)
        write_json(folder / "job.json", spec.model_dump())
        # It waits for ever, as if this process were its own.
        write_job_status(folder, JobStatus(state="waiting", **describe_process()))
        self.job = folder.name

    def describe(self) -> list[str]:
        """All that an act could change: runs, images, models, settings, and what was started."""
        own = [path for folder in (runs_dir(), data_dir()) for path in _list_files(folder)]
        jobs = [
            f"{job.id} {job.spec.kind} {job.seconds_since_stop is not None}"
            for job in read_jobs()
            if job.spec.kind in ("training", "study", "import")
        ]
        settings = [str((jobs_dir() / "settings.json").exists())]
        return (
            sorted(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in own)
            + jobs
            + settings
        )

    def open(self, address: str) -> None:
        """Show Bert a page, in Chromium."""
        if self._shown != address:
            self.page.goto(f"{self.server.url}/{address}")
            expect(self.page.get_by_test_id("stApp")).to_have_attribute(
                "data-test-script-state", "notRunning"
            )
            self._shown = address

    def forge(
        self, page: str, cookie: str = BERT, query: str = ""
    ) -> contextlib.AbstractContextManager[Forger]:
        """A visitor who forges."""
        return forge(self.server, page, cookie, query)


def _list_files(folder: Path) -> Iterator[Path]:
    """All that is kept below a folder, but what jobs, uploads and estimates write meanwhile."""
    passing = (jobs_dir(), data_dir() / ".uploads")
    for parent, folders, names in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if Path(parent, name) not in passing and not name.startswith(".estimate-")
        ]
        yield from (Path(parent, name) for name in names if name != ".lock")


class Attempt(NamedTuple):
    """One try at something forbidden.

    Attributes:
        act: of the table; empty: at the server itself.
        way: by which it is tried.
        what: is tried, in words.
        outcome: what is to come of it, word for word.
        make: tries it, and returns what came of it.
    """

    act: Act | Literal[""]
    way: Way
    what: str
    outcome: str
    make: Callable[[Stage], str]


def look_for(page: str, *names: str, query: str = "") -> Callable[[Stage], str]:
    """Whether Bert's page has controls with these words, all of which the teacher's has."""

    def look(stage: Stage) -> str:
        with stage.forge(page, ADMIN, query) as teacher:
            assert all(f'"{name}"' in teacher.words for name in names), names
        stage.open(f"{page}?{query}" if query else page)
        found = [name for name in names if stage.page.get_by_text(name, exact=True).count()]
        return f"It has {', '.join(found)}." if found else ABSENT

    return look


def look_for_a_study(stage: Stage) -> str:
    with stage.forge("studies", ADMIN, "study=ablation") as teacher, stage.forge("studies") as bert:
        buttons = [name for forger in (teacher, bert) for name in forger.ids if "study" in name.lower()]
        return f"It has {', '.join(buttons)}." if buttons else ABSENT


def read_lock(act: Act, address: str, name: str) -> Callable[[Stage], str]:
    """Whether Bert can press a button of his page, and the sentence that says why not."""

    def read(stage: Stage) -> str:
        stage.open(address)
        button = stage.page.get_by_role("button", name=name, exact=True).first
        expect(button).to_be_visible()
        if button.is_enabled():
            return "It can be pressed."
        button.hover(force=True)
        expect(stage.page.get_by_text(RULES[act].refusal).first).to_be_visible()
        stage.page.mouse.move(0, 0)
        return lock(act)

    return read


def press(page: str, *keys: str, query: str = "") -> Callable[[Stage], str]:
    """Have Bert press buttons one after another, by the ids that they have in the teacher's tab."""

    def make(stage: Stage) -> str:
        named = [key.format(job=stage.job) for key in keys]
        with stage.forge(page, ADMIN, query) as teacher:
            for name in named[:-1]:
                teacher.press(teacher.keys[name])
            ids = [teacher.keys[name] for name in named]
        with stage.forge(page, query=query) as bert:
            for identity in ids:
                bert.press(identity)
            return say(bert)

    return make


def say(forger: Forger) -> str:
    """What a page says in red; without it, nothing happens."""
    return " ".join(f"“{error}”" for error in forger.errors) or IGNORED


def open_without_cookie(stage: Stage) -> str:
    with stage.forge("glossary", NOBODY) as visitor:
        return "The page opens." if "Encoder" in visitor.words and not visitor.errors else "It does not open."


def start_without_cookie(page: str, key: str) -> Callable[[Stage], str]:
    def make(stage: Stage) -> str:
        with stage.forge(page, NOBODY) as visitor:
            visitor.press(visitor.keys.get(key) or visitor.ids[key])
            return say(visitor)

    return make


def choose_hardware(stage: Stage) -> str:
    with stage.forge("train", ADMIN) as teacher:
        threads = teacher.keys["where.threads"]
    with stage.forge("train") as bert:
        before = {job.id for job in read_jobs()}
        start = WidgetState(id=bert.keys["start.0"], trigger_value=True)
        bert.run([WidgetState(id=threads, double_value=2), start])
        (job,) = [job for job in read_jobs() if job.id not in before and job.spec.kind == "training"]
        stop(job)
        deadline = time.monotonic() + PATIENCE
        while find_job(job.id).status.is_active:
            kill(find_job(job.id))
            assert time.monotonic() < deadline
            time.sleep(0.1)
        shutil.rmtree(job.path)
        shutil.rmtree(runs_dir() / job.spec.run)
        return (
            "It is put in the queue without them."
            if "--threads" not in job.spec.arguments
            else f"It is put in the queue: {' '.join(job.spec.arguments)}"
        )


def choose_source(source: str, *states: tuple[str, WidgetState]) -> Callable[[Stage], str]:
    """Have Bert choose a source of pictures that the teacher's page offers, with what it then has."""

    def make(stage: Stage) -> str:
        with stage.forge("images", ADMIN, "images_section=add") as teacher:
            choice = WidgetState(id=teacher.keys["images_from"])
            choice.string_array_value.data.append(source)
            teacher.run([choice])
            for key, state in states:
                state.id = teacher.keys[key]
        with stage.forge("images", query="images_section=add") as bert:
            for identity in (choice.id, bert.keys["images_from"]):
                choice.id = identity
                bert.run([choice, *(state for _, state in states)])
            kept = "images_path" not in bert.keys and "images_download" not in bert.keys
            return say(bert) if kept else "The page does it."

    return make


def follow_link(page: str, query: str, *keys: str) -> Callable[[Stage], str]:
    """What Bert finds behind a link that somebody wrote."""

    def make(stage: Stage) -> str:
        with stage.forge(page, query=query.format(job=stage.job)) as bert:
            found = [key for key in keys if key in bert.keys]
            return " ".join(f"“{error}”" for error in bert.errors) or (
                f"The page has {', '.join(found)}." if found else "The page offers no more than without it."
            )

    return make


def import_without_cookie(stage: Stage) -> str:
    with stage.forge("images", NOBODY, "images_section=add") as visitor:
        visitor.run([put_file(stage, visitor, visitor.keys["images_files.0"], NOBODY)])
        press = WidgetState(id=visitor.keys["images_import"], trigger_value=True)
        visitor.run([WidgetState(id=visitor.keys["images_name"], string_value="new"), press])
        return say(visitor)


def add_run_file(stage: Stage) -> str:
    with stage.forge("jobs", ADMIN) as teacher:
        field, button = teacher.keys["run_file.0"], teacher.keys["add_run_file"]
    with stage.forge("jobs") as bert:
        bert.run([put_file(stage, bert, field, BERT), WidgetState(id=button, trigger_value=True)])
        return say(bert)


def put_file(stage: Stage, forger: Forger, field: str, cookie: str) -> WidgetState:
    """Send a zip with pictures to the upload endpoint, as the field of a page would."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(4):
            picture = io.BytesIO()
            Image.new("RGB", (32, 32), (60 * number, 0, 0)).save(picture, "PNG")
            archive.writestr(f"class{number % 2}/{number}.png", picture.getvalue())
    path = f"/_stcore/upload_file/{forger.session}/a-file"
    status, _, text = put(stage, path, cookie, content.getvalue())
    assert status == 204, text
    state = WidgetState(id=field)
    info = UploadedFileInfo(file_id="a-file", name=_FILE, size=len(content.getvalue()))
    info.file_urls.file_id = "a-file"
    state.file_uploader_state_value.CopyFrom(FileUploaderState(uploaded_file_info=[info]))
    return state


def put(
    stage: Stage,
    path: str,
    cookie: str,
    content: bytes = b"x",
    method: str = "PUT",
    *,
    has_token: bool = True,
) -> tuple[int, object, str]:
    """Ask the upload endpoint, by default with the token against forged requests."""
    given = stage.server.ask("GET", "/_stcore/health")[1]["Set-Cookie"] or ""
    token = given.split(";")[0].partition("=")[2]
    body = (
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.zip"\r\n\r\n'
        + content
        + b"\r\n--x--\r\n"
    )
    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "Cookie": f"{cookie}; _streamlit_xsrf={token}",
        **({"X-Xsrftoken": token} if has_token else {}),
    }
    return stage.server.ask(method, path, headers, body)


def upload(whose: str, method: str = "PUT", *, has_token: bool = True) -> Callable[[Stage], str]:
    """Have Bert ask the upload endpoint for a tab: of his own, of Anne's, or of nobody's."""

    def make(stage: Stage) -> str:
        with stage.forge("glossary", ANNE if whose == "Anne" else BERT) as owner:
            session = "00000000-0000-4000-8000-000000000000" if whose == "nobody" else owner.session
            path = f"/_stcore/upload_file/{session}/a-file"
            return say_status(put(stage, path, BERT, method=method, has_token=has_token))

    return make


def upload_too_much(stage: Stage) -> str:
    with stage.forge("glossary") as bert:
        path = f"/_stcore/upload_file/{bert.session}/a-file"
        return say_status(stage.server.ask("PUT", path, {"Content-Length": str(2 * 10**9), "Cookie": BERT}))


def say_status(answer: tuple[int, object, str]) -> str:
    """A status, and the first sentence of what comes with it."""
    status, _, text = answer
    return (
        f"{status}: “{text.split('. ')[0].strip().rstrip('.')}.”"
        if text and text[0] not in "<{"
        else str(status)
    )


def fetch(path: str, method: str = "GET") -> Callable[[Stage], str]:
    """What an address answers to Bert."""

    def make(stage: Stage) -> str:
        status, _, text = stage.server.ask(method, path.format(job=stage.job), {"Cookie": BERT})
        secrets = [name for name in (RUN, SET, "training", "root:") if name in text]
        if secrets:
            return f"{status}, with {', '.join(secrets)}."
        return "The app's empty page." if "<title>" in text else say_status((status, _, text))

    return make


def fetch_admin(stage: Stage) -> str:
    status, headers, _ = stage.server.open_page("?admin=a-guess", BERT)
    return f"{status}, without a cookie." if not headers["Set-Cookie"] else f"{status}, with a cookie."


def clear_caches(stage: Stage) -> str:
    """Have Bert send the order to clear what the server keeps of everybody, the state of his tab included."""
    with stage.forge("images", query="images_section=add") as bert:
        bert.run([put_file(stage, bert, bert.keys["images_files.0"], BERT)])
        assert "images_forget" in bert.run([])
        bert.send(BackMsg(clear_cache=True))
        return IGNORED if "images_forget" in bert.run([]) else "They are cleared."


def end_server(stage: Stage) -> str:
    with stage.forge("glossary") as bert:
        bert.send(BackMsg(debug_shutdown_runtime=True))
        bert.run([])
    return IGNORED if stage.server.ask("GET", "/_stcore/health")[0] == 200 else "The server ends."


def open_class(stage: Stage) -> str:
    with stage.forge("class") as bert:
        bert.press(bert.ids["Open a class"])
        return "A class is open." if "class_reveal" in bert.keys else say(bert)


def steer_class(stage: Stage) -> str:
    """Have Bert press what the teacher has, in the teacher's class."""
    with stage.forge("class", ADMIN) as teacher:
        teacher.press(teacher.ids["Open a class"])
        code = re.search(r"class-code\W+(\w{4})<", teacher.words)
        assert code is not None
        with stage.forge("class", query=f"class={code[1]}") as bert:
            bert.press(teacher.keys["class_reveal"])
            bert.press(teacher.keys["class_next"])
            outcome = say(bert) if "class_reveal" not in bert.keys else "Bert steers it."
        asked = "Question 1 of" in teacher.run([])
        teacher.press(teacher.keys["class_end"])
        return outcome if asked else "The class is somewhere else."


def come_when_full(stage: Stage) -> str:
    address = stage.server.url.replace("http", "ws") + "/_stcore/stream"
    with contextlib.ExitStack() as taken:
        status = 200
        for _ in range(SESSIONS):
            try:
                taken.enter_context(connect(address, subprotocols=["streamlit"]))  # type: ignore[list-item]
            except InvalidStatus as error:
                status = error.response.status_code
        page = stage.server.open_page(cookie=BERT)[0]
    deadline = time.monotonic() + PATIENCE
    while stage.server.open_page(cookie=BERT)[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return f"{status}; the page says {page}, that all places are taken."


def come_from_elsewhere(stage: Stage) -> str:
    address = stage.server.url.replace("http", "ws") + "/_stcore/stream"
    try:
        with connect(address, subprotocols=["streamlit"], origin="https://evil.example.org"):  # type: ignore[list-item,arg-type]
            return "It is let in."
    except InvalidStatus as error:
        return str(error.response.status_code)


ATTEMPTS: list[Attempt] = [
    Attempt("analyse", "the page", "open a page without a cookie", "The page opens.", open_without_cookie),
    Attempt(
        "train",
        "a forged press",
        "press *Start* on *Train* without a cookie",
        refuse("train"),
        start_without_cookie("train", "start.0"),
    ),
    Attempt(
        "train",
        "a forged press",
        "press *Start the race* without a cookie",
        refuse("train"),
        start_without_cookie("race", "Start the race"),
    ),
    Attempt(
        "choose hardware",
        "the page",
        "look for *Where* on *Train*",
        ABSENT,
        look_for("train", "Where", "Machines"),
    ),
    Attempt(
        "choose hardware",
        "a forged value",
        "give the field *CPU threads*, which the page does not draw, a number, and start",
        "It is put in the queue without them.",
        choose_hardware,
    ),
    Attempt(
        "train a study",
        "the page",
        "look for a button that trains a study on *Studies*, the teacher's, too",
        ABSENT,
        look_for_a_study,
    ),
    Attempt(
        "import images",
        "an upload",
        "upload a zip without a cookie, and press *Import*",
        refuse("import images"),
        import_without_cookie,
    ),
    Attempt(
        "download images",
        "the page",
        "look for *A set to download* on *Images*",
        ABSENT,
        look_for("images", "A set to download", query="images_section=add"),
    ),
    Attempt(
        "download images",
        "a forged value",
        "choose *A set to download* all the same, and press *Download*",
        IGNORED,
        choose_source("A set to download", ("images_download", WidgetState(trigger_value=True))),
    ),
    Attempt(
        "download images",
        "a forged link",
        "open `/images?images_from=known`",
        "The page offers no more than without it.",
        follow_link("images", "images_section=add&images_from=known", "images_download"),
    ),
    Attempt(
        "import models",
        "the page",
        "look for the imports of models, vectors and runs on *Jobs*",
        ABSENT,
        look_for("jobs", "Add a run from a file", "Import vectors of any software"),
    ),
    Attempt(
        "import models",
        "an upload",
        "upload a run's zip for the field that the page does not draw, and press *Add*",
        IGNORED,
        add_run_file,
    ),
    Attempt(
        "import models",
        "a forged press",
        "press *Import* of vectors",
        IGNORED,
        press("jobs", "import_vectors"),
    ),
    Attempt(
        "name a path",
        "the page",
        "look for *A folder of this computer* on *Images*",
        ABSENT,
        look_for("images", "A folder of this computer", query="images_section=add"),
    ),
    Attempt(
        "name a path",
        "a forged value",
        "choose *A folder of this computer* all the same, and write `/etc`",
        IGNORED,
        choose_source("A folder of this computer", ("images_path", WidgetState(string_value="/etc"))),
    ),
    Attempt(
        "name a path",
        "a forged link",
        "open `/images?images_from=path&images_path=/etc`",
        "The page offers no more than without it.",
        follow_link("images", "images_section=add&images_from=path&images_path=/etc", "images_path"),
    ),
    Attempt(
        "stop a job",
        "the page",
        "press *Stop* of Anne's job",
        lock("stop a job"),
        read_lock("stop a job", "jobs", "Stop"),
    ),
    Attempt(
        "stop a job",
        "a forged press",
        "press *Stop* of Anne's job",
        IGNORED,
        press("jobs", "stop_{job}"),
    ),
    Attempt(
        "stop a job",
        "a forged link",
        "open `/jobs?stop=` with the number of Anne's job",
        "The page offers no more than without it.",
        follow_link("jobs", "stop={job}&stop_{job}=true", "kill_{job}"),
    ),
    Attempt(
        "change a run",
        "the page",
        "look for *Resume*, *Rename* and *Delete* of Anne's run",
        ABSENT,
        look_for("jobs", "Resume", "Rename", "Delete", query=f"run={RUN}"),
    ),
    Attempt(
        "change a run",
        "the page",
        "press *Delete* of Anne's damaged run",
        lock("change a run"),
        read_lock("change a run", "jobs", f"Delete '{DAMAGED}'"),
    ),
    *(
        Attempt(
            "change a run",
            "a forged press",
            f"press *{words}* of Anne's run, which the page does not draw",
            IGNORED,
            press("jobs", *keys, query=f"run={RUN}"),
        )
        for words, keys in (
            ("Resume", ["run_resume"]),
            ("Rename", ["run_rename", "rename_it"]),
            ("Delete", ["run_delete", "delete_it"]),
        )
    ),
    Attempt(
        "change a run",
        "a forged press",
        "press *Delete* of Anne's damaged run, and answer *Delete*",
        IGNORED,
        press("jobs", f"damaged_{DAMAGED}", "delete_it"),
    ),
    Attempt(
        "change a run",
        "a forged link",
        "open `/watch?runs=` with the name of Anne's run",
        "The page offers no more than without it.",
        follow_link("watch", f"runs={RUN}", "run_stop", "run_resume", "run_delete"),
    ),
    Attempt(
        "delete images",
        "the page",
        "press *Remove* of Anne's images",
        lock("delete images"),
        read_lock("delete images", f"images?data={SET}", "Remove"),
    ),
    Attempt(
        "delete images",
        "a forged press",
        "press *Remove* of Anne's images, and answer *Remove*",
        IGNORED,
        press("images", "set_remove", "remove_it", query=f"data={SET}"),
    ),
    Attempt(
        "delete models",
        "the page",
        "press *Delete* of a model of the teacher's",
        lock("delete models"),
        read_lock("delete models", "jobs", f"Delete '{MODEL}'"),
    ),
    Attempt(
        "delete models",
        "a forged press",
        "press *Delete* of a model of the teacher's, and answer *Delete*",
        IGNORED,
        press("jobs", f"delete_external_{MODEL}", "delete_it"),
    ),
    Attempt(
        "change settings",
        "the page",
        "look for *Where jobs run* on *Jobs*",
        ABSENT,
        look_for("jobs", "Where jobs run"),
    ),
    Attempt("change settings", "a forged press", "press *Save*", IGNORED, press("jobs", "save_queue")),
    Attempt(
        "hold a class",
        "the page",
        "press *Open a class*",
        lock("hold a class"),
        read_lock("hold a class", "class", "Open a class"),
    ),
    Attempt(
        "hold a class",
        "a forged press",
        "press *Open a class*",
        IGNORED,
        open_class,
    ),
    Attempt(
        "hold a class",
        "a forged press",
        "press *Show the answer* and *Next question* in the teacher's class",
        IGNORED,
        steer_class,
    ),
    Attempt(
        "hold a class",
        "a forged link",
        "open `/class?class=` with a guess",
        "The page offers no more than without it.",
        follow_link("class", "class=ABCD", "class_reveal"),
    ),
    Attempt(
        "",
        "an upload",
        "send a file to a tab that there is not",
        "400: “Invalid session_id.”",
        upload("nobody"),
    ),
    Attempt(
        "",
        "an upload",
        "send a file to Anne's tab",
        "403: “This tab is another browser's: open the page again.”",
        upload("Anne"),
    ),
    Attempt(
        "",
        "an upload",
        "delete a file of Anne's tab",
        "403: “This tab is another browser's: open the page again.”",
        upload("Anne", "DELETE"),
    ),
    Attempt(
        "",
        "an upload",
        "send a file without the token of the page",
        "403: “XSRF token missing or invalid.”",
        upload("Bert", has_token=False),
    ),
    Attempt("", "an upload", "send a file by POST", "405: “Method Not Allowed.”", upload("Bert", "POST")),
    Attempt(
        "",
        "an upload",
        "send 2 GB",
        "413: “A tab may send 1.0 GB in all: open the page again.”",
        upload_too_much,
    ),
    *(
        Attempt("", "an address", f"fetch `{path}`", outcome, fetch(path))
        for path, outcome in (
            ("/published/%2e%2e/results.json", "400: “Bad Request.”"),
            ("/published/", "404: “Not Found.”"),
            ("/media/0123456789abcdef.png", "404: “File not found.”"),
            (f"/runs/{RUN}/config.json", "The app's empty page."),
            ("/app/static/serve.py", "The app's empty page."),
            ("/.streamlit/secrets.toml", "The app's empty page."),
        )
    ),
    Attempt(
        "",
        "an address",
        "have an agent drive the app, by POST to `/_stcore/agent/interact`",
        "403",
        fetch("/_stcore/agent/interact", "POST"),
    ),
    Attempt("", "a forged link", "open `/?admin=` with a guess", "303, without a cookie.", fetch_admin),
    Attempt("", "a message", "clear the caches of all pages", IGNORED, clear_caches),
    Attempt("", "a message", "end the server", IGNORED, end_server),
    Attempt("", "a message", "open a websocket from another site's page", "403", come_from_elsewhere),
    Attempt(
        "",
        "a message",
        "come when all places are taken",
        "403; the page says 503, that all places are taken.",
        come_when_full,
    ),
]
"""In this order they are tried, one after another, on one server; none changes anything."""


def write_document(outcomes: list[str]) -> str:
    """The table as a page of the documentation.

    Args:
        outcomes: of each attempt, as it was seen.
    """
    rows = [
        f"| {attempt.act or '(the server)'} | {attempt.way} | {attempt.what} | {outcome} |"
        for attempt, outcome in zip(ATTEMPTS, outcomes, strict=True)
    ]
    return "\n".join([_HEAD, *rows, ""])


def run_all(stage: Stage) -> list[str]:
    """Try everything; returns what came of it.

    Raises:
        AssertionError: an attempt has changed something.
    """
    outcomes = []
    for attempt in ATTEMPTS:
        before = stage.describe()
        outcomes.append(attempt.make(stage))
        assert stage.describe() == before, attempt.what
    return outcomes


def main() -> int:
    """Try everything, and write the document; returns 1 if something came otherwise than it has to."""
    expect.set_options(timeout=PATIENCE_MS)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        contextlib.closing(launch_chromium(playwright)) as chromium,
        ClassServer(Path(folder), Path(folder) / "cache") as server,
        Stage(server, chromium) as stage,
    ):
        outcomes = run_all(stage)
    DOCUMENT.write_text(write_document(outcomes), encoding="utf-8")
    wrong = [f"{a.what}: {seen}" for a, seen in zip(ATTEMPTS, outcomes, strict=True) if seen != a.outcome]
    print("\n".join(wrong) or f"All {len(ATTEMPTS)} attempts came to nothing.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
