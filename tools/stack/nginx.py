"""nginx's configuration: the portal's part is the template that the container uses as well."""

from __future__ import annotations

import os
import re
import shutil

from tools.stack.layout import ROOT, Layout

TEMPLATE = ROOT / "deploy" / "nginx.conf.template"

FRAME = """{user}worker_processes 2;
pid {home}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    default_type application/octet-stream;
    include {home}/portal.conf;
}}
"""


def write_nginx_files(layout: Layout) -> None:
    home = layout.home / "nginx"
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "deploy" / "unavailable.html", home)
    (home / "portal.conf").write_text(filled_template(values(layout)))
    (home / "nginx.conf").write_text(FRAME.format(home=home, user="user root;\n" if os.geteuid() == 0 else ""))


def values(layout: Layout) -> dict[str, str]:
    """Return what docker-compose.yml gives to the container's template."""
    tls = layout.authority.parent
    return {
        "WEB_1": f"127.0.0.1:{layout.web_ports[0]}",
        "WEB_2": f"127.0.0.1:{layout.web_ports[1]}",
        "HTTP_LISTEN": f"127.0.0.1:{layout.http_port}",
        "HTTPS_LISTEN": f"127.0.0.1:{layout.port}",
        "HTTPS_SUFFIX": f":{layout.port}",
        "TLS_CERTIFICATE": str(tls / "server.pem"),
        "TLS_KEY": str(tls / "server.key"),
        "PAGES": str(layout.home / "nginx"),
        "ACCESS_LOG": str(layout.logs / "access.log"),
    }


def filled_template(known: dict[str, str]) -> str:
    """Fill in `${NAMES}` as the image's envsubst does: what it does not know is nginx's own."""
    return re.sub(r"\$\{([A-Z0-9_]+)\}", lambda found: known[found[1]], TEMPLATE.read_text(encoding="utf-8"))
