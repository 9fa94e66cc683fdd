package import AjarCore
import Crypto

/// A random text that opens something: a session, a token, a code. It is given out once; only its hash is
/// kept.
package struct Token: Sendable, CustomStringConvertible {
    package let text: String

    /// 43 characters that fit into a URL and a header: 256 bits, so a plain hash of it is enough.
    package static func make(_ random: RandomSource) -> Token { Token(text: base64URL(random.bytes(32))) }

    package var hash: String { Self.hash(text) }
    package var description: String { "Token(redacted)" }

    package static func hash(_ text: String) -> String { hex(SHA256.hash(data: Array(text.utf8))) }

    /// Of several parts; none of them can run into the next.
    package static func hash(_ parts: [[UInt8]]) -> String {
        var hasher = SHA256()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hasher.update(bufferPointer: $0) }
            hasher.update(data: part)
        }
        return hex(hasher.finalize())
    }

    /// Base64 in the alphabet of URLs, without padding (RFC 4648 §5).
    package static func base64URL(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        var held = 0
        var bits = 0
        for byte in bytes {
            held = held << 8 | Int(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(letters[held >> bits & 63])
            }
            held &= (1 << bits) - 1
        }
        if bits > 0 { text.append(letters[held << (6 - bits) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// SHA-256 in the alphabet of URLs: the challenge of PKCE (RFC 7636 §4.2).
    package static func challenge(of verifier: String) -> String {
        base64URL(Array(SHA256.hash(data: Array(verifier.utf8))))
    }

    private static func hex(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in digest { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Takes the same time wherever the two differ.
    package static func isEqual(_ one: String, _ other: String) -> Bool {
        let one = Array(one.utf8)
        let other = Array(other.utf8)
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
