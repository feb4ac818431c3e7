"""Films to test with: a few bytes that are read like one, and a real one, made once."""

import struct


def element(name: int, content: bytes) -> bytes:
    """A part of a WebM file."""
    return (
        name.to_bytes((name.bit_length() + 7) // 8, "big")
        + bytes([0x10 | len(content) >> 24])
        + (len(content) & 0xFFFFFF).to_bytes(3, "big")
        + content
    )


def webm(seconds: float | None = 95.0) -> bytes:
    """The head of a WebM film that says how long it runs, or does not."""
    info = element(0x2AD7B1, (1_000_000).to_bytes(3, "big"))
    if seconds is not None:
        info += element(0x4489, struct.pack(">d", seconds * 1000))
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    # A segment of unknown size, as browsers write it.
    return head + bytes.fromhex("18538067 01ffffffffffffff") + element(0x1549A966, info) + element(0x1F43B675, b"")


def box(name: bytes, content: bytes) -> bytes:
    """A part of an MP4 file."""
    return struct.pack(">I", len(content) + 8) + name + content


def mp4(seconds: float = 95.0, *, version: int = 0) -> bytes:
    """The head of an MP4 film that says how long it runs."""
    times = struct.pack(">QQIQ" if version else ">IIII", 0, 0, 600, int(seconds * 600))
    header = box(b"mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))
    return box(b"ftyp", b"isom" + bytes(8)) + box(b"free", b"") + box(b"moov", box(b"udta", b"") + header)


VTT = """\
WEBVTT

NOTE Nobody says this.

1
00:00:00.500 --> 00:00:02.500
Breathe out.

00:02.600 --> 00:05.000 align:start
Wait, and look up.
"""


RECORD = """async (seconds) => {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 180;
    const brush = canvas.getContext("2d");
    const began = performance.now();
    const paint = () => {
        const passed = (performance.now() - began) / 1000;
        brush.fillStyle = "#1b3a4b";
        brush.fillRect(0, 0, 320, 180);
        brush.fillStyle = "#f4d58d";
        brush.beginPath();
        brush.arc(160, 90, 20 + 30 * Math.abs(Math.sin(passed)), 0, 7);
        brush.fill();
        brush.fillText(passed.toFixed(1), 10, 170);
        if (passed < seconds + 1) setTimeout(paint, 40);
    };
    paint();
    const parts = [];
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
    recorder.ondataavailable = (event) => parts.push(event.data);
    const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.start();
    setTimeout(() => recorder.stop(), seconds * 1000);
    await stopped;
    return Array.from(new Uint8Array(await new Blob(parts).arrayBuffer()));
}"""
