package import AjarCore
import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Seals what must not be readable in the database: passwords and tokens of other systems. The key lies
/// beside it, in a file of its own; without that file the sealed values are lost and have to be given again.
package struct SecretBox: Sendable, CustomStringConvertible {
    package enum Failure: Error, Sendable { case badKeyFile(String), cannotOpen }

    private let sealing: SymmetricKey
    private let signing: SymmetricKey

    package init(key: [UInt8]) {
        let master = SymmetricKey(data: key)
        sealing = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, info: Array("seal".utf8), outputByteCount: 32)
        signing = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, info: Array("sign".utf8), outputByteCount: 32)
    }

    /// The key of a data folder; made at the first start, readable by its owner alone.
    package init(keyFile path: String, random: RandomSource) throws {
        if let known = FileManager.default.contents(atPath: path) {
            guard known.count == 32 else { throw Failure.badKeyFile(path) }
            self.init(key: Array(known))
            return
        }
        // Whole or not at all: half a key after a power cut would keep us from ever starting. Of two
        // processes that make one at the same time, both go on with the first.
        try DurableFile.create(random.bytes(32), at: path)
        guard let made = FileManager.default.contents(atPath: path), made.count == 32 else {
            throw Failure.badKeyFile(path)
        }
        self.init(key: Array(made))
    }

    package var description: String { "SecretBox(redacted)" }

    /// Base64 of nonce, cipher text and tag. `context` must be the same to open it: a value can't be moved
    /// elsewhere.
    package func seal(_ text: String, context: String) throws -> String {
        let sealed = try AES.GCM.seal(Array(text.utf8), using: sealing, authenticating: Array(context.utf8))
        guard let combined = sealed.combined else { throw Failure.cannotOpen }
        return combined.base64EncodedString()
    }

    package func open(_ sealed: String, context: String) throws -> String {
        guard let data = Data(base64Encoded: sealed) else { throw Failure.cannotOpen }
        let box = try AES.GCM.SealedBox(combined: data)
        let opened = try AES.GCM.open(box, using: sealing, authenticating: Array(context.utf8))
        return String(decoding: opened, as: UTF8.self)
    }

    /// A signature that only this installation can make, as hexadecimal text.
    package func sign(_ text: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: signing).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }

    /// A signature that is short enough for an address: 128 bits of it.
    package func token(_ text: String) -> String { String(sign(text).prefix(Self.tokenLength)) }

    package func verify(token: String, of text: String) -> Bool { Self.equal(token, self.token(text)) }

    package static let tokenLength = 32

    package func verify(_ signature: String, of text: String) -> Bool { Self.equal(signature, sign(text)) }

    /// Compared in constant time.
    private static func equal(_ one: String, _ other: String) -> Bool {
        guard one.utf8.count == other.utf8.count else { return false }
        return zip(one.utf8, other.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
