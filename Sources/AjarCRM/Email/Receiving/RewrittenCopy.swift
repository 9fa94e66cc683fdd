import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Some servers, Exchange above all, give a mail another Message-ID on its way. The copy in the Sent folder
/// shows which: the same account sent the same subject to the same people at the same time.
enum RewrittenCopy {
    private typealias Email = EmailActivity

    static func original(
        of message: ReadMessage, _ account: IntakeAccounts.Account, _ context: ReadContext
    ) throws -> Record? {
        guard let date = message.date else { return nil }
        let candidates = try context.all(
            Email.resource,
            where: """
                email_account_id = \(account.id) AND date_sent BETWEEN \(date - window) AND \(date + window)
                AND send_generation > 0 AND status = 'sent'
                """,
            order: "date_sent DESC, id DESC", limit: 50)
        let people = Set((message.to + message.cc).map(\.folded))
        let matching = candidates.filter { email in
            let own = (email[Email.to] + email[Email.cc]).compactMap { try? Address(parsing: $0).folded }
            return email[Email.subject]?.trimmed == message.subject.trimmed && Set(own) == people
                && email[Email.messageIDs].count < maximumNames
        }
        // Two that look the same: which of them it is can't be told, and a wrong name is worse than none.
        return matching.count == 1 ? matching[0] : nil
    }

    private static let window: Duration = .seconds(600)
    private static let maximumNames: Int = 10
}
