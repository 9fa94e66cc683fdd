package import AjarCore
import Crypto

/// A random text that opens something: a session, a token, a code. It is given out once; only its hash is kept.
package struct Secret: Sendable, CustomStringConvertible {
    package let text: String

    /// 43 letters and digits: 256 bits, so a plain hash of it is enough.
    package static func make(_ random: RandomSource) -> Secret {
        let shape = IDShape(prefix: "", length: 43 + 8)
        return Secret(text: String(ID.make(shape, at: Timestamp(micros: 0), random: random).text.suffix(43)))
    }

    package var hash: String { Self.hash(text) }
    package var description: String { "Secret(redacted)" }

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

    private static func hex(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in digest { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Takes the same time wherever the two differ.
    package static func isEqual(_ one: String, _ other: String) -> Bool {
        let one = Array(one.utf8), other = Array(other.utf8)
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
