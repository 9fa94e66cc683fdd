import AjarCore
import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The secret that a subscription's calls are signed with.
struct WebhookKey: Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    init(random: RandomSource) { bytes = random.bytes(32) }

    init?(hex: String) {
        let digits: [Int] = hex.compactMap(\.hexDigitValue)
        guard digits.count == 64, hex.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in 0..<32 { bytes.append(UInt8(digits[2 * index] * 16 + digits[2 * index + 1])) }
        self.bytes = bytes
    }

    var hex: String { Self.hex(bytes) }
    var description: String { "WebhookKey(redacted)" }

    /// What a sealed key belongs to.
    static func context(_ subscription: ID) -> String { "\(subscription):webhook" }

    /// The headers of one call: those that clients of this API know, and those of the Standard Webhooks
    /// specification, for which the key is the same 32 bytes.
    func headers(id: String, at now: Timestamp, body: [UInt8]) -> [(String, String)] {
        let seconds = String(now.micros / 1_000_000)
        let standard = sign(Array("\(id).\(seconds).".utf8) + body)
        return [
            ("close-sig-timestamp", seconds), ("close-sig-hash", Self.hex(sign(Array(seconds.utf8) + body))),
            ("webhook-id", id), ("webhook-timestamp", seconds),
            ("webhook-signature", "v1,\(Data(standard).base64EncodedString())"),
        ]
    }

    private func sign(_ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: bytes)))
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
