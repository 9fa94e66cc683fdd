import AjarCRM
import AjarCore
import AjarStore

/// Emails that should have left, and accounts that can't send. Names ids and what the servers said, never
/// addresses or texts.
struct MailDiagnosis {
    private static let patience: Duration = .seconds(900)
    private static let shown = 10

    private let store: Store

    init(_ store: Store) { self.store = store }

    func findings() async throws -> [Finding] {
        let findings = try await stuck() + failed() + accounts()
        return findings.isEmpty ? [.fine("emails", "None is stuck.")] : findings
    }

    /// In the outbox for a while: with the time of the next try, or without any, which must not be.
    private func stuck() async throws -> [Finding] {
        let rows = try await store.read { reader in
            try reader.rows(
                """
                SELECT email.id, email.send_attempts, email.send_hold, email.activity_at, job.state, job.run_at, job.attempt
                FROM email LEFT JOIN job ON job.organization = email.organization AND job.kind = \(SendEmail.kind)
                    AND job.unique_key = email.id || ':' || email.send_generation AND job.finalized_at IS NULL
                WHERE email.status = 'outbox' AND email.date_updated < \(reader.now - Self.patience)
                ORDER BY email.date_updated, email.id LIMIT \(Self.shown)
                """)
        }
        let now = store.environs.clock.now
        return rows.map { row in
            let email = "Email \(row.text("id"))"
            guard let next = row.moment("run_at") else {
                return .problem(
                    "emails",
                    "\(email) is in the outbox, but no job will send it. Set it to draft and to outbox again."
                )
            }
            let answer = Self.lastAnswer(row.json("send_attempts"))
            if row.text("state") == "running" {
                return .notice("emails", "\(email) is being sent right now.\(answer)")
            }
            guard next > now else {
                return .problem(
                    "emails",
                    "\(email) has been due for \((now - next).inWords), and nobody sends it. Is a server running?"
                )
            }
            if let why = row.json("send_hold")["message"].string {
                return .notice("emails", "\(email) waits for another \((next - now).inWords). \(why)")
            }
            return .notice("emails", "\(email) is tried again in \((next - now).inWords).\(answer)")
        }
    }

    private func failed() async throws -> [Finding] {
        let rows = try await store.read { reader in
            try reader.rows(
                """
                SELECT id, send_attempts FROM email
                WHERE status = 'error' AND date_updated > \(reader.now - .seconds(7 * 86_400))
                ORDER BY date_updated DESC, id LIMIT \(Self.shown)
                """)
        }
        return rows.map {
            .notice(
                "emails",
                "Email \($0.text("id")) could not be sent.\(Self.lastAnswer($0.json("send_attempts")))")
        }
    }

    private func accounts() async throws -> [Finding] {
        let rows = try await store.read { reader in
            try reader.rows(
                "SELECT id, status, last_error FROM connected_account WHERE status <> 'active' ORDER BY organization, id LIMIT \(Self.shown)"
            )
        }
        return rows.map { row in
            let words = row.json("last_error")["message"].string.map { " The server said: \($0)" } ?? ""
            return .problem("accounts", "Account \(row.text("id")) is \(row.text("status")).\(words)")
        }
    }

    /// What the mail server said to the last try. Its words can repeat an address, which stays out of here.
    private static func lastAnswer(_ attempts: JSON) -> String {
        guard let last = attempts.array?.last else { return "" }
        let code = last["code"].string.map { " (\($0))" } ?? ""
        let host = last["host"].string.map { " by \($0)" } ?? ""
        let words = (last["error_message"].string ?? "").split(separator: " ").map {
            $0.contains("@") ? "…" : String($0)
        }
        return words.isEmpty ? "" : " The last answer\(host)\(code): \(words.joined(separator: " "))"
    }
}
