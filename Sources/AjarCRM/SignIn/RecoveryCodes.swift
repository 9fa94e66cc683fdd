import AjarCore
import AjarStore

/// Codes to write down, for the day on which the phone with the authenticator app is gone. Each is good once.
enum RecoveryCodes {
    static let count = 10

    /// New ones in place of the old; only their hashes are kept.
    static func replace(user: ID, _ random: RandomSource, _ transaction: Transaction) throws -> [String] {
        try transaction.execute("DELETE FROM recovery_code WHERE user_id = \(user)")
        // 50 bits each: enough for something that is throttled like a password.
        let codes = (0..<count).map { _ in
            let letters = Base32.encode(random.bytes(7)).prefix(10).lowercased()
            return "\(letters.prefix(5))-\(letters.suffix(5))"
        }
        for code in codes {
            try transaction.execute(
                "INSERT INTO recovery_code (user_id, code_hash) VALUES (\(user), \(hash(code)))")
        }
        return codes
    }

    static func left(user: ID, _ reader: Reader) throws -> Int {
        try reader.value("SELECT COUNT(*) FROM recovery_code WHERE user_id = \(user) AND used_at IS NULL").int
            ?? 0
    }

    /// However it was typed: case, spaces and the dash make no difference.
    static func hash(_ code: String) -> String {
        Token.hash(
            String(code.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(100)))
    }
}
