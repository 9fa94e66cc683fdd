import AjarCRM
package import AjarStore

/// Looks at an installation from the outside in: the folder, the key, the disk, the database, and what is
/// stuck in it. Changes nothing but what opening a database changes.
package struct Diagnosis: Sendable {
    private let configuration: ServerConfiguration

    package init(_ configuration: ServerConfiguration) { self.configuration = configuration }

    package func findings() async -> [Finding] {
        var findings = FolderDiagnosis(configuration).findings()
        guard !findings.contains(where: { $0.subject == FolderDiagnosis.folder && $0.state == .problem })
        else { return findings }
        do {
            let store = try await open(&findings)
            findings += await self.findings(store)
            await store.close()
        } catch StoreError.unavailable(let reason) {
            findings.append(.problem("database", "The database can't be opened: \(reason)."))
        } catch {
            findings.append(.problem("database", "The database can't be opened: \(error)."))
        }
        return findings
    }

    /// As it is: a look must not bring a database up to date.
    private func open(_ findings: inout [Finding]) async throws -> Store {
        do {
            return try await Ajar.openStore(configuration)
        } catch StoreError.inUse(let text) {
            findings.append(.fine("server", "\(text), which is the server."))
            return try await Ajar.openStore(configuration, isGuest: true)
        }
    }

    /// What the database tells. A server may be running on it, when it is PostgreSQL.
    package func findings(_ store: Store) async -> [Finding] {
        var findings: [Finding] = []
        do {
            _ = try await store.read { try $0.value("SELECT 1") }
            findings.append(.fine("database", "It answers."))
            let pending = try await Migrator(store).pending(Migrations.all())
            guard pending.isEmpty else {
                let text =
                    "It lacks \(pending.count) changes (\(pending.joined(separator: ", "))); `ajar migrate` or the next start makes them."
                return findings + [.notice("schema", text)]
            }
            findings.append(.fine("schema", "It is up to date."))
            findings += try await QueueDiagnosis(store).findings()
            findings += try await MailDiagnosis(store).findings()
            findings += try await MailboxDiagnosis(store).findings()
            findings += try await SecretDiagnosis(store, keyFile: configuration.keyFile).findings()
        } catch {
            findings.append(.problem("database", "Looking into it failed: \(error)."))
        }
        return findings
    }
}
