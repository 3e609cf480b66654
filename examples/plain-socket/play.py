"""A whole match from another language, with nothing but a TCP socket: python3 play.py 127.0.0.1 3000

Holdfast speaks JSON in WebSocket text frames (RFC 6455). Two players connect; the first creates a match,
the second joins by its code, both play to the end, and one resumes. Standard library only.
"""
import base64, json, os, socket, sys, uuid

class Player:
    def __init__(self, host, port, name):
        self.last_id, self.states = 0, {}
        self.tcp = socket.create_connection((host, port))
        self.stream = self.tcp.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        self.tcp.sendall((f"GET /trpc HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        assert b" 101 " in self.stream.readline(), "the server did not upgrade"
        while self.stream.readline() not in (b"\r\n", b""):
            pass
        self.name = self.call("mutation", "session.guest", {"name": name})["name"]  # this identifies the socket

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        self.tcp.sendall(b"\x81" + size + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))

    def receive(self):
        _, size = self.stream.read(2)
        if size >= 126:
            size = int.from_bytes(self.stream.read(2 if size == 126 else 8), "big")
        text = self.stream.read(size).decode()
        if text == "PING":
            self.send("PONG")
        return json.loads(text) if text[:1] == "{" else {}

    def request(self, method, path, value):
        self.last_id += 1
        self.send(json.dumps({"id": self.last_id, "method": method, "params": {"path": path, "input": {"json": value}}}))
        return self.last_id

    def hear(self):
        frame = self.receive()
        data = frame.get("result", {}).get("data", {}).get("json", {})
        if isinstance(data, dict) and data.get("data", {}).get("kind") == "state":
            self.states[data["data"]["version"]] = data["data"]
        return frame

    def call(self, method, path, value):
        wanted = self.request(method, path, value)
        while True:
            frame = self.hear()
            if frame.get("id") == wanted:
                return frame["result"]["data"]["json"] if "result" in frame else sys.exit(json.dumps(frame["error"]))

    def ask(self, path, **value):
        reply = self.call("mutation", path, value)
        return reply["value"] if reply["ok"] else sys.exit(json.dumps(reply["rejection"]))

    def wait_for(self, version):
        while version not in self.states:
            self.hear()
        return self.states[version]

if len(sys.argv) != 3 or not sys.argv[2].isdigit():
    sys.exit("usage: python3 play.py HOST PORT, for example: python3 play.py 127.0.0.1 3000")
new_id = lambda: str(uuid.uuid4())
host, port = sys.argv[1], int(sys.argv[2])
anna, bob = Player(host, port, "Anna"), Player(host, port, "Bob")
match = anna.ask("match.create", msgId=new_id(), game="tic-tac-toe")
bob.ask("match.join", msgId=new_id(), code=match["code"])
for player in (anna, bob):
    player.request("subscription", "match.state", {"matchId": match["matchId"]})
for turn, cell in enumerate([0, 3, 1, 4, 2]):
    mover, other = (anna, bob) if turn % 2 == 0 else (bob, anna)
    move = {"type": "move", "cell": cell}
    receipt = mover.ask("match.move", msgId=new_id(), matchId=match["matchId"], basedOn=2 + turn, move=move)
    print(mover.name, "marked", cell, "-> version", receipt["version"], "seen by", other.name, other.wait_for(receipt["version"])["view"]["board"])
end = bob.ask("match.resume", matchId=match["matchId"], knownVersion=3)["state"]
print("resumed at version", end["version"], "having missed", len(end["events"]), "versions;", "winner: seat", end["outcome"]["winners"][0])
