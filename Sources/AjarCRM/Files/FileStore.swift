import AjarCore
package import AjarResource
package import AjarStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Uploaded files: rows in the database, bytes in a folder. A file counts only once its row says that it was
/// uploaded.
package struct FileStore: Sendable {
    /// How long the fields of an upload are good for, and how long an upload waits to be referred to
    /// (reference 4.4).
    static let uploadWindow: Duration = .seconds(60)
    static let attachWindow: Duration = .seconds(24 * 3600)
    package static let maxSize = 25 * 1024 * 1024

    private let folder: String
    private let secrets: SecretBox
    private let store: Store

    package init(folder: String, secrets: SecretBox, store: Store) {
        self.folder = folder
        self.secrets = secrets
        self.store = store
    }

    // MARK: - Upload

    /// What a client must send along with the bytes: who may upload what until when, and our signature of it.
    func uploadFields(file: ID, organization: Int, now: Timestamp) -> [(String, String)] {
        let expires = String((now + Self.uploadWindow).micros)
        let policy = "\(organization).\(file).\(expires)"
        return [("key", file.text), ("policy", policy), ("signature", secrets.sign(policy))]
    }

    /// Takes the bytes of an upload. Dying between the file and the row leaves bytes that nobody refers to;
    /// the pruner of abandoned files takes them away.
    package func accept(id: String, fields: [String: String], bytes: [UInt8]) async throws {
        let refusal = AjarError.forbidden("The upload is not signed, or its time is over.")
        guard let policy = fields["policy"], let signature = fields["signature"], fields["key"] == id,
            secrets.verify(signature, of: policy)
        else { throw refusal }
        let parts = policy.split(separator: ".")
        guard parts.count == 3, let organization = Int(parts[0]), parts[1] == id, let expires = Int(parts[2]),
            store.environs.clock.now.micros <= expires
        else { throw refusal }
        guard bytes.count <= Self.maxSize else { throw AjarError.tooLarge("The file is larger than 25 MB.") }
        try DurableFile.write(bytes, to: try path(organization, id))
        let size = bytes.count
        let changed = try await store.write { transaction in
            try transaction.execute(
                """
                UPDATE file SET date_uploaded = \(transaction.now), size = \(size)
                WHERE organization = \(organization) AND id = \(id) AND date_uploaded IS NULL
                """)
        }
        guard changed == 1 else { throw AjarError.conflict("The file has been uploaded already.") }
    }

    // MARK: - Reading

    package struct StoredFile: Sendable {
        package let filename: String
        package let contentType: String
        package let bytes: [UInt8]
    }

    package func open(id: String, caller: Caller) async throws -> StoredFile {
        let row = try await store.read { reader in
            try reader.first(
                """
                SELECT filename, content_type FROM file
                WHERE organization = \(caller.organization) AND id = \(id) AND date_uploaded IS NOT NULL
                """)
        }
        guard let row, let bytes = try await bytes(organization: caller.organization, id: id) else {
            throw AjarError.noSuch("File")
        }
        return StoredFile(filename: row.text("filename"), contentType: row.text("content_type"), bytes: bytes)
    }

    /// Of an upload from the folder; of a file that came with a message, out of the message.
    func bytes(organization: Int, id: String) async throws -> [UInt8]? {
        let row = try await store.read { reader in
            try reader.first(
                """
                SELECT message_id, part FROM file
                WHERE organization = \(organization) AND id = \(id) AND message_id IS NOT NULL
                """)
        }
        guard let row else { return try uploaded(organization, id) }
        return try await ReceivedMessage.part(
            row.int("part"), of: row.text("message_id"), organization: organization, store)
    }

    private func uploaded(_ organization: Int, _ id: String) throws -> [UInt8]? {
        FileManager.default.contents(atPath: try path(organization, id)).map { Array($0) }
    }

    func discard(organization: Int, id: String) throws {
        try? FileManager.default.removeItem(atPath: try path(organization, id))
    }

    /// The name on disk is made of our own id alone; what a client calls the file never reaches the file
    /// system.
    func path(_ organization: Int, _ id: String) throws -> String {
        guard id.hasPrefix("file_"), id.utf8.count < 60,
            id.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == 0x5F
            })
        else { throw AjarError.noSuch("File") }
        return "\(folder)/\(organization)/\(id.dropFirst(5).prefix(4))/\(id)"
    }
}
