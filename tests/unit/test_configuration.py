"""What the texts in the environment may say, and what they become."""

from __future__ import annotations

from pathlib import Path

import pytest

from lobkwaliteit import configuration


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "tls", "ssl"),
    [
        ("submission://lob:geheim@mail.example", "mail.example", 587, "lob", "geheim", True, False),
        ("submit://lob:geheim@mail.example:2587", "mail.example", 2587, "lob", "geheim", True, False),
        ("smtps://lob:geheim@mail.example", "mail.example", 465, "lob", "geheim", False, True),
        ("smtp://localhost", "localhost", 25, "", "", False, False),
        ("smtp://[::1]:1025/", "::1", 1025, "", "", False, False),
        (
            "submission://lob%40a.example:a%2Fb%3A%23@m.example",
            "m.example",
            587,
            "lob@a.example",
            "a/b:#",
            True,
            False,
        ),
    ],
)
def test_a_mail_server(
    url: str, host: str, port: int, user: str, password: str, tls: bool, ssl: bool
) -> None:
    assert configuration.mail(url) == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
        "EMAIL_TIMEOUT": 10,
    }


def test_a_folder_for_mails(tmp_path: Path) -> None:
    for url in (f"file://{tmp_path}", f"file:///{tmp_path}"):
        config = configuration.mail(url)
        assert config["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
        assert Path(config["EMAIL_FILE_PATH"]) == tmp_path


@pytest.mark.parametrize(
    "url",
    [
        "onzin",
        "mail.example",
        "http://x",
        "filemail:////tmp/m",
        "consolemail://",
        "console://",
        "memory://",
        "dummy://",
        "smtp+tls://mail.example",
        "smtp://",
        "submission://user:geheim@",
        "submission://user:geheim@:587",
        "submission://user:geheim@mail.example:poort",
        "submission://user:geheim@mail.example:99999",
        "submission://user:geh/eim@mail.example",
        "submission://user:geh#eim@mail.example",
        "submission://user:geh[eim@mail.example",
        "submission://user:geheim@mail.example?tls=True",
        "submission://user@mail.example",
        "smtp://mail example",
        "file://tmp/m",
        "file:tmp/m",
        "file:///bestaat/niet",
    ],
)
def test_what_is_no_mail_server(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w\.$") as caught:
        configuration.mail(url)
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lob.school.example, .tweede.example", ["lob.school.example", ".tweede.example"]),
        ("localhost,127.0.0.1,[::1]", ["localhost", "127.0.0.1", "[::1]"]),
    ],
)
def test_hosts(text: str, found: list[str]) -> None:
    assert configuration.hosts(text) == found


@pytest.mark.parametrize(
    "text", ["*", "a.example,*", "*.a.example", "https://a.example", "a.example:8000", ",", "a b"]
)
def test_what_is_no_host(text: str) -> None:
    with pytest.raises(ValueError, match=r"give the names that people type"):
        configuration.hosts(text)


@pytest.mark.parametrize(
    "text", ["lob.example", "https://lob.example/", "https://*/x", "https://a b", "https://a?x"]
)
def test_what_is_no_origin(text: str) -> None:
    with pytest.raises(ValueError, match=r"https://lob.school.example"):
        configuration.origins(text)


@pytest.mark.parametrize("text", ["lob@a.example", "LOB-kwaliteit <lob@a.example>"])
def test_a_sender(text: str) -> None:
    assert configuration.sender(text) == text


@pytest.mark.parametrize("text", ["LOB-kwaliteit", "LOB <>", "lob@", "@a.example", "LOB, b <lob@a.example>"])
def test_what_is_no_sender(text: str) -> None:
    with pytest.raises(ValueError, match="holds no e-mail address"):
        configuration.sender(text)


def test_databases(tmp_path: Path) -> None:
    assert configuration.database(f"sqlite:///{tmp_path}/lob.sqlite3")["NAME"] == f"{tmp_path}/lob.sqlite3"
    assert configuration.database("sqlite://:memory:")["NAME"] == ":memory:"
    found = configuration.database("postgres://lob:a%40b@db.internal/lob")
    assert (found["HOST"], found["NAME"], found["PASSWORD"]) == ("db.internal", "lob", "a@b")


@pytest.mark.parametrize(
    "url",
    [
        "onzin",
        "sqlite:////bestaat/niet/lob.sqlite3",
        "sqlite:///bestaat/niet/lob.sqlite3",
        "sqlite://",
        "sqlite:///",
        "postgres://lob:geheim@host:poort/lob",
        "postgres://lob:gehe[im@host/lob",
        "postgres://lob:geheim@host",
        "mysql://lob:geheim@host/lob",
        "http://x",
    ],
)
def test_what_is_no_database(url: str) -> None:
    with pytest.raises(ValueError, match=r"[\w.)]\.$") as caught:
        configuration.database(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("text", ["een", "-1", "1.5", ""])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        configuration.count(text)


def test_switches() -> None:
    assert [configuration.switch(text) for text in ("1", "True", "on", "0", "no", "off")] == [True] * 3 + [
        False
    ] * 3
    with pytest.raises(ValueError, match="give 1 or 0"):
        configuration.switch("misschien")


@pytest.mark.parametrize(
    ("text", "hosts", "address"),
    [
        ("", [".school.example", "lob.school.example"], "https://lob.school.example"),
        ("https://lob.example/", ["anders.example"], "https://lob.example"),
        ("http://127.0.0.1:8105", [], "http://127.0.0.1:8105"),
    ],
)
def test_where_links_in_mails_lead(text: str, hosts: list[str], address: str) -> None:
    assert configuration.site(text, hosts) == address


@pytest.mark.parametrize("text", ["lob.example", "https://lob.example/pad", ""])
def test_no_such_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"https://lob\.school\.example"):
        configuration.site(text, [".school.example"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://connect.surfconext.nl", "https://connect.surfconext.nl"),
        ("https://connect.surfconext.nl/", "https://connect.surfconext.nl"),
        ("https://a.example/pad/.well-known/openid-configuration", "https://a.example/pad"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_an_identity_provider(text: str, found: str) -> None:
    assert configuration.issuer(text, local=True) == found


@pytest.mark.parametrize(
    "text",
    [
        "onzin",
        "connect.surfconext.nl",
        "http://connect.surfconext.nl",
        "https://",
        "https://user:geheim@a.example",
        "https://a.example/?geheim=1",
        "https://a.example/#geheim",
        "https://a.example/ geheim",
        "https://a.example:poort",
        "https://[geheim",
        "http://localhost.a.example",
    ],
)
def test_what_is_no_identity_provider(text: str) -> None:
    with pytest.raises(ValueError, match=r"as https://connect\.surfconext\.nl\.$") as caught:
        configuration.issuer(text, local=True)
    assert "geheim" not in str(caught.value)


def test_one_on_this_machine_is_for_trying_out() -> None:
    with pytest.raises(ValueError, match="begins with https"):
        configuration.issuer("http://localhost:8080", local=False)


def test_entra_is_for_organisations() -> None:
    for tenant in ("organizations", "0b1a9c6e-5a5c-4f55-9d2a-5b1f3a7c9d10"):
        url = f"https://login.microsoftonline.com/{tenant}/v2.0"
        assert configuration.entra_issuer(url, local=False) == url
    for tenant in ("common", "consumers", "Common"):
        with pytest.raises(ValueError, match="anybody with a Microsoft account"):
            configuration.entra_issuer(f"https://login.microsoftonline.com/{tenant}/v2.0", local=False)


def test_scopes() -> None:
    assert configuration.scopes("") == ""
    assert configuration.scopes(" openid  profile ") == "openid profile"
    for text in ("profile", "openid,profile", 'openid "x"'):
        with pytest.raises(ValueError, match="give openid"):
            configuration.scopes(text)


def test_a_credential() -> None:
    assert configuration.credential("a~b.C-1_2/=") == "a~b.C-1_2/="
    for text in ("", "a b", "gehéim"):
        with pytest.raises(ValueError, match="copy it anew") as caught:
            configuration.credential(text)
        assert not text or text not in str(caught.value)
