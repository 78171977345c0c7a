"""Signatures, as Standard Webhooks has them."""

import pytest

from app.outbound.signing import new_secret, secret_bytes, signed


def test_the_signature_is_over_id_time_and_body() -> None:
    # By hand: printf 'msg_1.1614265330.{"a":1}' | openssl dgst -sha256 -hmac "$(printf '0%.0s' {1..24})" -binary | base64
    secret = new_secret(b"0" * 24)
    headers = signed(secret, "msg_1", 1614265330, b'{"a":1}')
    assert headers == {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,el7uQnYMgl5s0EpeSkWyRfVekQeclu2fkpjumY/Orjs=",
    }
    others = (("msg_2", 1614265330, b'{"a":1}'), ("msg_1", 1614265331, b'{"a":1}'), ("msg_1", 1614265330, b'{"a":2}'))
    changed = {signed(secret, *other)["webhook-signature"] for other in others}
    changed.add(signed(new_secret(b"1" * 24), "msg_1", 1614265330, b'{"a":1}')["webhook-signature"])
    assert len(changed | {headers["webhook-signature"]}) == 5


WRONG = ["", "whsec_", "whsec_AAAA", "AAAA" * 8, "whsec_" + "A" * 33, "whsec_" + "ä" * 32, "whsec_" + "A" * 200]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_secret_is_refused_without_being_repeated(wrong: str) -> None:
    with pytest.raises(ValueError, match="a secret is whsec_ and base64 of 24 to 64 bytes"):
        secret_bytes(wrong)
    with pytest.raises(ValueError, match="24 to 64"):
        new_secret(b"short")
