package import AjarCore
package import AjarStore
import Crypto

/// Codes of an authenticator app (RFC 6238): six digits, thirty seconds, SHA-1, which is what the apps know.
package struct SecondFactor: Sendable {
    private static let period = 30

    let store: Store
    private let secrets: SecretBox

    package init(store: Store, secrets: SecretBox) {
        self.store = store
        self.secrets = secrets
    }

    /// Begins with a new secret, which counts only once a code of it has been given. The text is for the app.
    ///
    /// One that is on stays as it is: who holds a session must not be able to replace it.
    package func begin(user: ID, email: String, issuer: String) async throws -> (secret: String, url: String)
    {
        guard try await !isOn(user: user.text) else {
            throw AjarError.conflict("The second factor is on already.")
        }
        let secret = Base32.encode(store.environs.random.bytes(20))
        let sealed = try secrets.seal(secret, context: Self.context(user.text))
        try await store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO second_factor (user_id, secret, last_step, date_created)
                VALUES (\(user), \(sealed), 0, \(transaction.now))
                ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0,
                    confirmed_at = NULL, date_created = excluded.date_created
                """)
        }
        return (secret, "otpauth://totp/\(issuer):\(email)?secret=\(secret)&issuer=\(issuer)")
    }

    /// Whether a user needs a code to sign in.
    package func isOn(user: String) async throws -> Bool {
        try await store.read { reader in
            try reader.exists(
                "SELECT 1 FROM second_factor WHERE user_id = \(user) AND confirmed_at IS NOT NULL")
        }
    }

    /// A code of the app, or one of the codes for the day it is lost; those are good once.
    package func checkAny(_ code: String, user: String) async throws -> Bool {
        if try await check(code, user: user) { return true }
        let hash = RecoveryCodes.hash(code)
        return try await store.write { transaction in
            try transaction.execute(
                """
                UPDATE recovery_code SET used_at = \(transaction.now)
                WHERE user_id = \(user) AND code_hash = \(hash) AND used_at IS NULL
                """) == 1
        }
    }

    /// Whether a code is the one of now, or of the step before or after. Each is good once; the first one
    /// switches it on.
    package func check(_ code: String, user: String) async throws -> Bool {
        let digits = code.filter { $0 != " " }
        guard digits.utf8.count == 6, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        let secrets = secrets
        return try await store.write { transaction in
            let row = try transaction.first(
                "SELECT secret, last_step FROM second_factor WHERE user_id = \(user) \(.rowLock)")
            guard let row else { return false }
            let key = Base32.decode(try secrets.open(row.text("secret"), context: Self.context(user)))
            let step = transaction.now.micros / 1_000_000 / Self.period
            let found = (step - 1...step + 1).first { Token.isEqual(Self.code(key, step: $0), digits) }
            guard let found, found > row.int("last_step") else { return false }
            try transaction.execute(
                """
                UPDATE second_factor SET last_step = \(found), confirmed_at = COALESCE(confirmed_at, \(transaction.now))
                WHERE user_id = \(user)
                """)
            return true
        }
    }

    package func turnOff(user: ID) async throws {
        try await store.write { transaction in
            try transaction.execute("DELETE FROM second_factor WHERE user_id = \(user)")
            try transaction.execute("DELETE FROM recovery_code WHERE user_id = \(user)")
        }
    }

    /// RFC 4226 §5.3
    package static func code(_ key: [UInt8], step: Int) -> String {
        let counter = withUnsafeBytes(of: UInt64(step).bigEndian) { Array($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: key)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    private static func context(_ user: String) -> String { "second factor of \(user)" }
}

/// RFC 4648 §6, without padding: what authenticator apps read.
package enum Base32 {
    private static let letters: [UInt8] = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var held = 0
        var bits = 0
        for byte in bytes {
            held = (held & 31) << 8 | Int(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(letters[held >> bits & 31])
            }
        }
        if bits > 0 { text.append(letters[held << (5 - bits) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }

    package static func decode(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var held = 0
        var bits = 0
        for letter in text.utf8 {
            guard let value = letters.firstIndex(of: letter) else { continue }
            held = (held & 0xFF) << 5 | value
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> bits))
            }
        }
        return bytes
    }
}
