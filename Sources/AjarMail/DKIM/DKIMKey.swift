import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Why a text is no key to sign with.
package enum DKIMKeyError: Error, Sendable, Equatable {
    case unreadable
    /// Verifiers must not accept less than 1024 bits, and many don't accept less than 2048 (RFC 8301 §3.2).
    case tooShort
}

/// The private key of a signing domain. It never describes itself.
package struct DKIMKey: Sendable {
    /// What the key is for, as the tag `a=` says it.
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        /// RFC 6376
        case rsa = "rsa-sha256"
        /// RFC 8463
        case ed25519 = "ed25519-sha256"
    }

    private enum Kept: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    private let kept: Kept

    /// A new one.
    package init(generating algorithm: Algorithm) throws {
        switch algorithm {
        case .rsa: kept = .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))
        case .ed25519: kept = .ed25519(Curve25519.Signing.PrivateKey())
        }
    }

    /// A PEM of PKCS #1 or #8; for Ed25519 also the base64 of its 32 bytes.
    package init(_ algorithm: Algorithm, text: String) throws(DKIMKeyError) {
        switch algorithm {
        case .rsa:
            guard let key = try? _RSA.Signing.PrivateKey(unsafePEMRepresentation: text) else {
                throw .unreadable
            }
            guard key.keySizeInBits >= 2048 else { throw .tooShort }
            kept = .rsa(key)
        case .ed25519:
            let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
            guard var bytes = Data(base64Encoded: lines.joined()) else { throw .unreadable }
            if bytes.starts(with: Self.pkcs8Prefix) { bytes = bytes.dropFirst(Self.pkcs8Prefix.count) }
            guard bytes.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
            else {
                throw .unreadable
            }
            kept = .ed25519(key)
        }
    }

    package var algorithm: Algorithm {
        switch kept {
        case .rsa: .rsa
        case .ed25519: .ed25519
        }
    }

    /// What `init(_:text:)` reads. Secret: to be sealed.
    package var text: String {
        switch kept {
        case .rsa(let key): key.pemRepresentation
        case .ed25519(let key): key.rawRepresentation.base64EncodedString()
        }
    }

    /// The text of the TXT record at `selector._domainkey.domain`.
    package var publicRecord: String {
        switch kept {
        case .rsa(let key): "v=DKIM1; k=rsa; p=\(key.publicKey.derRepresentation.base64EncodedString())"
        case .ed25519(let key):
            "v=DKIM1; k=ed25519; p=\(key.publicKey.rawRepresentation.base64EncodedString())"
        }
    }

    /// Ed25519 signs the hash and not the text (RFC 8463 §3).
    func sign(_ digest: SHA256.Digest) throws -> [UInt8] {
        switch kept {
        case .rsa(let key):
            Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        case .ed25519(let key): Array(try key.signature(for: Data(digest)))
        }
    }

    /// How PKCS #8 begins for Ed25519 (RFC 8410 §7): what follows are the 32 bytes.
    private static let pkcs8Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
}

extension DKIMKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "DKIMKey(\(algorithm.rawValue), redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
