"""What travels in the page is what any gzip unpacks, and names neither time nor system."""

import base64
import gzip

from publish.page.packing import packed_text


def test_a_packed_text_comes_back_and_tells_nothing_of_the_machine():
    """RFC 1952, 2.3: bytes 4 to 7 are the time, byte 9 the operating system, 255 when it is not told."""
    content = base64.b64decode(packed_text("Қазақстан"))
    assert gzip.decompress(content).decode() == "Қазақстан"
    assert (content[4:8], content[9]) == (bytes(4), 255)
