package import AjarCore
import CArgon2

/// A password as somebody typed it. It never describes itself.
package struct Password: Sendable, CustomStringConvertible {
    /// Longer ones only cost time to hash.
    package static let lengths: ClosedRange<Int> = 8...1024

    private let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "Password(redacted)" }

    /// Why it can't be somebody's password; nil when it can.
    package var problem: String? {
        let count = text.utf8.count
        if count < Self.lengths.lowerBound {
            return "The password needs at least \(Self.lengths.lowerBound) characters."
        }
        if count > Self.lengths.upperBound { return "The password is too long." }
        return text.utf8.contains(0) ? "The password has a character that can't be typed." : nil
    }
}

/// Argon2id with the parameters that OWASP gives for it: 19 MiB, two passes, one lane.
///
/// A hash takes some 20 ms of a processor, so that guessing is dear. Callers on an event loop go to a thread
/// for it.
package enum PasswordHash {
    package enum Failure: Error, Sendable { case argon2(code: Int32) }

    private static let memory: UInt32 = 19 * 1024
    private static let passes: UInt32 = 2
    private static let lanes: UInt32 = 1
    private static let saltLength = 16
    private static let hashLength = 32

    /// `$argon2id$v=19$m=19456,t=2,p=1$…`: the parameters go with the hash, so that they can be raised one day.
    package static func make(_ password: Password, random: RandomSource) throws -> String {
        let salt = random.bytes(saltLength)
        let length = argon2_encodedlen(
            passes, memory, lanes, UInt32(saltLength), UInt32(hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let code = password.withBytes { bytes in
            argon2id_hash_encoded(
                passes, memory, lanes, bytes.baseAddress, bytes.count, salt, salt.count, hashLength, &encoded,
                length)
        }
        guard code == ARGON2_OK.rawValue else { throw Failure.argon2(code: code) }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Compared in constant time. Without a hash it takes as long and says no, so that nobody learns who has
    /// an account.
    package static func matches(_ password: Password, _ hash: String?) -> Bool {
        let isKnown = hash != nil
        let code = password.withBytes { bytes in
            argon2id_verify(hash ?? nobody, bytes.baseAddress, bytes.count)
        }
        return code == ARGON2_OK.rawValue && isKnown
    }

    /// The hash of random bytes that were thrown away.
    private static let nobody = (try? make(Password("nobody's password"), random: .system)) ?? ""
}

extension Password {
    fileprivate func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
