import AjarCRM
import AjarCore
import AjarStore
import Foundation

/// Whether the key in the folder is the one that the secrets in the database were sealed with. After a
/// restore without it, nothing else would tell until the next email fails.
struct SecretDiagnosis {
    private let store: Store
    private let keyFile: String

    init(_ store: Store, keyFile: String) {
        self.store = store
        self.keyFile = keyFile
    }

    func findings() async throws -> [Finding] {
        // A missing or broken file is told with the folder; a box would make a new key.
        guard let key = FileManager.default.contents(atPath: keyFile), key.count == 32 else { return [] }
        let box = SecretBox(key: Array(key))
        let rows = try await store.read { reader in
            try reader.rows("SELECT id, secrets FROM connected_account ORDER BY organization, id LIMIT 100")
        }
        let opens = rows.flatMap { row in
            (row.json("secrets").object?.members ?? []).compactMap { name, sealed in
                sealed.string.map { (try? box.open($0, context: "\(row.text("id")):\(name)")) != nil }
            }
        }
        guard opens.contains(false) else { return [] }
        return [
            .problem(
                "key",
                "\(opens.count { !$0 }) of \(opens.count) secrets can't be opened with \(keyFile). Restore the right one, or give the passwords of the accounts again."
            )
        ]
    }
}
