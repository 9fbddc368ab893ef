"""Serve a made-up site on loopback for the crawl tests, and keep a log of what was asked and when."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

ENCODINGS = ("utf-8", "gbk", "gb18030", "big5")
ARTICLES = 30
RETRY_AFTER = 1
PARTS = {7: 3, 19: 2}  # articles of several pages
TRADES = ("供水", "物业", "公交", "粮库", "林场", "医院", "学校", "银行", "电站", "港口")


def sentences(number: int, part: int = 1) -> list[str]:
    """Return the lines of one page of an article; each article and page has its own."""
    trade = TRADES[number % len(TRADES)]
    return [
        f"{trade}单位第{number}号材料第{part}部分，现将主要情况报告如下，请予审阅，并提出修改意见。",
        f"一、全年完成业务收入{number * 100 + part}万元，同比增长{number}.{part}%，超额完成年初确定的各项任务。",
        f"二、下一年力争实现利润{number * 10 + part}万元，安全事故为零，客户满意度不低于九成五，职工收入稳步增加。",
        "三、继续抓好队伍培训和设备检修，把各项工作做实做细，为全面完成目标任务打下坚实基础。",
    ]


def page_html(number: int, part: int = 1) -> str:
    """Return the HTML of one page of an article."""
    body = "".join(f"<p>{line}</p>" for line in sentences(number, part))
    more = f'<a href="{number}_{part + 1}.html">下一页</a>' if part < PARTS.get(number, 1) else ""
    title = f"{TRADES[number % len(TRADES)]}单位工作总结第{number}号"
    return (
        f"<html><head><title>{title}</title></head><body><div class=nav><a href=/>首页</a></div><h1>{title}</h1>"
        f'<div class=content>{body}</div><div class=pager>{more}</div><a href="{number % ARTICLES + 1}.html">下一篇</a></body></html>'
    )


def list_html(start: int, following: str | None, *, extra: str = "") -> str:
    """Return a list of ten articles with its pager."""
    items = "".join(
        f'<li><a href="/w/{n}.html">{TRADES[n % len(TRADES)]}单位二〇二四年工作总结第{n}号</a></li>'
        for n in range(start, start + 10)
    )
    more = f'<a href="{following}">下一页</a>' if following else ""
    return f"<html><head><title>工作总结</title></head><body><ul>{items}</ul>{extra}{more}</body></html>"


EXTRAS = (
    '<li><a href="/private/secret.html">不许抓取的内部工作总结材料</a></li>'
    '<li><a href="/once.html">第一次会失败的工作总结材料</a></li>'
    '<li><a href="/busy.html">请稍后再来的工作总结材料页面</a></li>'
    '<li><a href="/jump.html">跳到内网地址的工作总结材料</a></li>'
    '<li><a href="/bomb.html">压缩炸弹伪装的工作总结材料</a></li>'
    '<li><a href="/gone.html">已经删除了的工作总结材料页面</a></li>'
    '<li><a href="/login-me.html">需要先登录的工作总结材料页</a></li>'
    '<li><a href="/w/3.html?utm_source=list">供水单位二〇二四年工作总结第三号</a></li>'
    '<li><a href="/moved.html">搬到新地址去的工作总结材料</a></li>'
    '<li><a href="http://elsewhere.example/a.html">别的网站上面的工作总结材料</a></li>'
    '<li><a href="javascript:alert(1)">脚本链接不是工作总结材料页</a></li>'
)


@dataclass
class Site:
    """Hold the running site: its address and the log of (seconds, path, status)."""

    url: str = ""
    log: list[tuple[float, str, int]] = field(default_factory=list)
    served: dict[str, bytes] = field(default_factory=dict)
    crawl_delay: float = 0.0
    slow: float = 0.0
    robots: int = 200  # the status of robots.txt; the page of an error reads as rules

    def paths(self) -> Counter[str]:
        """Return how often each path was served well."""
        return Counter(path for _, path, status in self.log if status == 200)


HTML = {"Content-Type": "text/html; charset=utf-8"}
Answer = tuple[int, dict[str, str], bytes]


def answer(path: str, times: int, crawl_delay: float) -> Answer:
    """Return status, headers and body for a path that is asked for the `times`-th time."""
    if path == "/robots.txt":
        wait = f"Crawl-delay: {crawl_delay}\n" if crawl_delay else ""
        return 200, {"Content-Type": "text/plain"}, f"User-agent: *\nDisallow: /private/\n{wait}".encode()
    if path.startswith("/calendar"):
        month = int(path.rpartition("=")[2]) + 1
        return 200, HTML, f'<p>日历</p><a href="/calendar?month={month}">下一页</a>'.encode()
    if path.startswith("/w/"):
        return _article(path.removeprefix("/w/").removesuffix(".html"))
    if times == 1 and path in FIRST:
        return FIRST[path]
    return PAGES.get(path) or (404, HTML, b"not found")


def _article(name: str) -> Answer:
    number, _, part = name.partition("_")
    body = page_html(int(number), int(part or 1)).encode(ENCODINGS[int(number) % len(ENCODINGS)], "xmlcharrefreplace")
    headers = {"Content-Type": "text/html", "ETag": f'"{name}"'}
    if int(number) % 3 == 0:
        return 200, {**headers, "Content-Encoding": "gzip"}, gzip.compress(body, mtime=0)
    return 200, headers, body


FIRST: dict[str, Answer] = {
    "/once.html": (503, HTML, b"later"),
    "/busy.html": (429, {**HTML, "Retry-After": str(RETRY_AFTER)}, b"later"),
}
PAGES: dict[str, Answer] = {
    "/": (200, HTML, list_html(1, "/list_2.html", extra=EXTRAS).encode()),
    "/list_2.html": (200, HTML, list_html(11, "/list_3.html").encode()),
    "/list_3.html": (200, HTML, list_html(21, "/calendar?month=1").encode()),
    "/once.html": (200, HTML, page_html(101).encode()),
    "/busy.html": (200, HTML, page_html(102).encode()),
    "/jump.html": (302, {**HTML, "Location": "http://169.254.169.254/latest/meta-data/"}, b""),
    "/moved.html": (301, {**HTML, "Location": "/w/5.html"}, b""),
    "/bomb.html": (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"<p>" + b"a" * 40_000_000, mtime=0)),
    "/gone.html": (200, HTML, "<p>抱歉，您访问的页面不存在</p>".encode()),
    "/login-me.html": (200, HTML, "<p>您尚未登录，请先登录</p>".encode()),
    "/verify": (200, HTML, "<p>请完成安全验证后继续访问</p>".encode()),
}


def start_site(*, crawl_delay: float = 0.0, slow: float = 0.0) -> tuple[Site, ThreadingHTTPServer]:
    """Start the site on a free port; `stop_site` ends it."""
    site = Site(crawl_delay=crawl_delay, slow=slow)
    seen: Counter[str] = Counter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            now = time.monotonic()
            seen[self.path] += 1
            status, headers, body = answer(self.path, seen[self.path], site.crawl_delay)
            if self.path == "/robots.txt" and site.robots != 200:
                status, headers, body = site.robots, HTML, b"User-agent: *\nDisallow: /w/\n"
            if self.headers.get("If-None-Match") and self.headers["If-None-Match"] == headers.get("ETag"):
                status, body = 304, b""
            time.sleep(site.slow)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()
            except OSError:
                return
            site.served[urlsplit(self.path).path] = body
            site.log.append((now, self.path, status))

        def log_message(self, *_: object) -> None:
            """Keep the terminal quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return site, server


def stop_site(server: ThreadingHTTPServer) -> None:
    """End the server and free its port."""
    server.shutdown()
    server.server_close()
