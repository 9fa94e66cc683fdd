import AjarCore
import AjarMail
import AjarResource

/// An email as far as threading looks at it.
struct Correspondence: Sendable {
    let lead: String
    let subjectKey: String
    /// Its Message-IDs: more than one when a relay gave it another.
    let ids: [String]
    /// What it answers, the nearest ancestor first.
    let ancestors: [String]
    /// Everybody in From, To and Cc.
    let people: Set<String>
    let moment: Timestamp
    /// Whether it claims to answer something.
    let isReply: Bool

    init(_ email: Record, lead: String? = nil, now: Timestamp) {
        typealias Email = EmailActivity
        let subject = email[Email.subject] ?? ""
        let normalized = Threading.normalized(subject)
        self.lead = lead ?? email[Activity.leadID] ?? ""
        subjectKey = normalized.lowercased()
        ids = email[Email.messageIDs] + (email[Email.messageID].map { [$0] } ?? [])
        ancestors = Self.ancestors(of: email)
        people = Set(Threading.participants([email]).compactMap { $0["email"].string?.lowercased() })
        moment = email[Activity.activityAt] ?? now
        isReply = normalized != subject.trimmed || !ancestors.isEmpty
    }

    /// Each once, and bounded: the root and the nearest ones tell what a thousand in between would.
    static func ancestors(of email: Record) -> [String] {
        let references = email[EmailActivity.references]
        let parent = email[EmailActivity.inReplyTo].map { [$0] } ?? []
        var seen: Set<String> = []
        let all = (parent + references.reversed()).filter { seen.insert($0).inserted }
        return all.count <= maximumAncestors ? all : Array(all.prefix(maximumAncestors - 1) + all.suffix(1))
    }

    private static let maximumAncestors: Int = 20
}
