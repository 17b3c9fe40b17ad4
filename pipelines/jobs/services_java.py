"""What the servers need to run: a Java that is new enough, and their jars from Maven's repository."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from schemas.errors import Fatal

KAFKA_JAVA: Final = 17
ELASTICSEARCH_JAVA: Final = 21
_FETCH_TIMEOUT_S: Final = 900
_COMPILE_TIMEOUT_S: Final = 120
_COPY_GOAL: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_JAVA_FOLDERS: Final = (
    Path("/usr/lib/jvm"),
    Path("/Library/Java/JavaVirtualMachines"),
)


def missing_for_servers(environment: Mapping[str, str] = os.environ) -> str | None:
    """Say in one sentence what is missing to run the servers here; None where nothing is."""
    try:
        sources_folder()
        find_java(ELASTICSEARCH_JAVA, environment)
        _find_maven(environment)
    except Fatal as error:
        return str(error)
    return None


def find_java(at_least: int, environment: Mapping[str, str] = os.environ) -> Path:
    """Give the home of a JDK of at least this version: JAVA_HOME, then PATH, then the newest installed.

    Raises `Fatal` that says what was found and how to get one.
    """
    found: list[str] = []
    for home in _java_homes(environment):
        version = _java_version(home)
        if version is not None and version >= at_least and (home / "bin" / "javac").exists():
            return home
        found.append(f"{home} ({version or 'no JDK'})")
    seen = f" Found: {', '.join(found)}." if found else ""
    raise Fatal(
        f"No Java development kit {at_least} or newer.{seen} Install one (Debian: apt install "
        f"openjdk-{ELASTICSEARCH_JAVA}-jdk; others: adoptium.net) or set JAVA_HOME."
    )


def sources_folder() -> Path:
    """Give the checkout's deploy/servers; raises `Fatal` where dateline was installed without it."""
    folder = Path(__file__).resolve().parents[2] / "deploy" / "servers"
    if not folder.is_dir():
        raise Fatal(
            "Starting servers needs a checkout of dateline's sources (deploy/servers is not part of "
            "the installed package). With Docker: docker compose -f deploy/compose.yaml up."
        )
    return folder


def install_kafka() -> Path:
    """Give the folder that holds Kafka's jars, fetched on first use."""
    return _install("kafka", lambda folder: _fetch_jars("kafka", folder))


def install_elasticsearch() -> Path:
    """Give a home folder of Elasticsearch (lib, modules, classes), built on first use."""
    return _install("elasticsearch", _build_elasticsearch)


def _install(name: str, build: Callable[[Path], None]) -> Path:
    """Build into a temporary folder and rename: a half-finished download is never taken for a whole."""
    cache = _cache_folder()
    installed = cache / f"{name}-{_fingerprint(sources_folder() / name)}"
    if installed.is_dir():
        return installed
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"unfinished-{name}-", dir=cache))
    try:
        build(unfinished)
        unfinished.rename(installed)
    except OSError:
        # Another process was quicker: what it built is as good.
        if not installed.is_dir():
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return installed


def _build_elasticsearch(home: Path) -> None:
    sources = sources_folder() / "elasticsearch"
    _fetch_jars("elasticsearch", home / "lib")
    shutil.copytree(sources / "modules", home / "modules")
    (home / "plugins").mkdir()
    # The HTTP layer is a module: its jars must be in its folder and not on the server's module path.
    for jar in (home / "lib").glob("*netty*.jar"):
        jar.rename(home / "modules" / "transport-netty4" / jar.name)
    _compile(sources / "Launcher.java", home, home / "classes")
    with tempfile.TemporaryDirectory() as classes:
        _compile(sources / "DatelineAnalysisPlugin.java", home, Path(classes))
        _pack(Path(classes), home / "modules" / "dateline-analysis" / "dateline-analysis.jar")


def _fetch_jars(name: str, folder: Path) -> None:
    command = [_find_maven(os.environ), "--quiet", "--batch-mode"]
    command += ["--file", str(sources_folder() / name / "pom.xml"), _COPY_GOAL]
    command += [f"-DoutputDirectory={folder}", "-DincludeScope=runtime"]
    java = find_java(KAFKA_JAVA)
    _run(command, f"Fetching the jars of {name}", _FETCH_TIMEOUT_S, {"JAVA_HOME": str(java)})
    if not any(folder.glob("*.jar")):
        raise Fatal(f"Fetching the jars of {name}: Maven ended well but gave none.")


def _compile(source: Path, home: Path, classes: Path) -> None:
    javac = find_java(ELASTICSEARCH_JAVA) / "bin" / "javac"
    command = [str(javac), "-d", str(classes), "--module-path", str(home / "lib")]
    command += ["--add-modules", "ALL-MODULE-PATH", str(source)]
    _run(command, f"Compiling {source.name}", _COMPILE_TIMEOUT_S, {})


def _run(command: list[str], what: str, timeout_s: float, extra: Mapping[str, str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603  # our own command line
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | dict(extra),
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Fatal(f"{what}: not done after {timeout_s:.0f} s. Is the network slow?") from None
    if done.returncode != 0:
        tail = "\n".join(done.stdout.decode(errors="replace").strip().splitlines()[-15:])
        raise Fatal(f"{what} failed (exit code {done.returncode}):\n{tail}")


def _pack(classes: Path, jar: Path) -> None:
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(classes.rglob("*.class")):
            archive.write(path, path.relative_to(classes).as_posix())


def _find_maven(environment: Mapping[str, str]) -> str:
    maven = shutil.which("mvn", path=environment.get("PATH", ""))
    if maven is None:
        raise Fatal(
            "Maven (mvn) is missing: it fetches the servers' jars. Install it (Debian: apt install "
            "maven; macOS: brew install maven)."
        )
    return maven


def _java_homes(environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("JAVA_HOME"):
        yield Path(environment["JAVA_HOME"])
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    if on_path is not None:
        yield Path(on_path).resolve().parents[1]
    installed = {
        home.resolve()
        for folder in _JAVA_FOLDERS
        for pattern in ("*", "*/Contents/Home")
        for home in folder.glob(pattern)
        if (home / "bin" / "java").exists()
    }
    yield from sorted(installed, key=lambda home: _java_version(home) or 0, reverse=True)


def _java_version(home: Path) -> int | None:
    """Read the feature version (17, 21, …) from the `release` file that every JDK carries."""
    try:
        release = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.search(r'^JAVA_VERSION="?(?:1\.)?(\d+)', release, re.MULTILINE)
    return int(found.group(1)) if found else None


def _cache_folder() -> Path:
    return sources_folder().parents[1] / ".servers"


def _fingerprint(folder: Path) -> str:
    """Name what is built from these sources: another version of anything is another folder."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()
