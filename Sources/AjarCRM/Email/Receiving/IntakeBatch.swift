import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Some messages on their way in, with everything that is known around them. It is looked up once for all of
/// them, and each that is taken adds to it.
struct IntakeBatch {
    private typealias Email = EmailActivity

    private let context: WriteContext
    private let own: Set<String>
    private let accounts: IntakeAccounts
    private let contacts: IntakeContacts
    private var made: [String: [ReceivedMessage.Made]]
    private var named: KnownEmails
    private let deleted: [String: Set<String>]
    private var conversations: Conversations
    private var unread: [String: [Record]] = [:]

    init(_ arrivals: [Arrival], _ context: WriteContext) throws {
        self.context = context
        let messages = arrivals.compactMap { try? $0.message.get() }
        let ids = messages.compactMap { $0.messageID?.text }
        own = try OwnAddresses.all(context)
        accounts = try IntakeAccounts(context)
        contacts = try IntakeContacts(messages.flatMap { $0.people.map(\.folded) }, context)
        let keys = Set(arrivals.map(\.key))
        made = try ReceivedMessage.known(keys, context)
        named = try KnownEmails(Set(ids + messages.flatMap(\.ancestorIDs)), context)
        deleted = try DeletedEmail.leads(keys.union(ids), context)
        var around: [Correspondence] = []
        for arrival in arrivals {
            guard let message = try? arrival.message.get() else { continue }
            let leads = Set(contacts.leads(of: message.people) + named.leadsOfSent(message.ancestorIDs))
            for lead in leads { around.append(Correspondence(arrival.email, lead: lead, now: context.now)) }
        }
        conversations = try Conversations(around: around, own: own, context)
    }

    mutating func take(_ arrival: Arrival) throws -> Intake {
        switch arrival.message {
        case .failure(let error): .unreadable("\(error)")
        case .success(let message): try take(message, arrival)
        }
    }

    private mutating func take(_ message: ReadMessage, _ arrival: Arrival) throws -> Intake {
        let known = made[arrival.key] ?? []
        if let report = try BounceReport(message, arrival, context) {
            return known.isEmpty ? try report.record() : .known(known.map(\.email))
        }
        guard let sender = message.from else { return .leftOut(.noSender) }
        let isOutgoing = own.contains(sender.folded) || arrival.isFromSentFolder
        if let sent = try ownSending(message, arrival, isOutgoing: isOutgoing) { return .known([sent]) }
        let others = message.people.filter { !own.contains($0.folded) }
        var leads = contacts.leads(of: others)
        // Somebody answers from another address: what is answered tells the lead.
        if leads.isEmpty, !isOutgoing { leads = named.leadsOfSent(message.ancestorIDs) }
        guard !leads.isEmpty else { return .leftOut(others.isEmpty ? .internalMail : .noContact) }
        let names = [arrival.key] + (message.messageID.map { [$0.text] } ?? [])
        let wanted = leads.prefix(Self.maximumLeads).filter { lead in
            !known.contains { $0.lead == lead } && !names.contains { deleted[$0]?.contains(lead) ?? false }
        }
        guard !wanted.isEmpty else { return known.isEmpty ? .leftOut(.deleted) : .known(known.map(\.email)) }
        return .kept(try make(wanted, message, arrival, isOutgoing: isOutgoing))
    }

    /// An address on more leads than these is nobody's.
    private static let maximumLeads: Int = 50

    // MARK: - Our own sendings

    /// The email that we sent ourselves and meet again as a copy: in the Sent folder, or because a recipient
    /// is one of us.
    private mutating func ownSending(
        _ message: ReadMessage, _ arrival: Arrival, isOutgoing: Bool
    ) throws -> ID? {
        if let id = message.messageID?.text, let sent = named.sent(id) { return sent }
        guard isOutgoing, let id = message.messageID?.text, let account = accounts.of(arrival, message.from),
            let email = try RewrittenCopy.original(of: message, account, context)
        else { return nil }
        // The relay gave it another Message-ID, and by that one the answers will name it.
        let renamed = try context.update(Email.resource, email) { $0[Email.messageIDs].append(id) }
        named.add(renamed)
        return email.id
    }

    // MARK: - Emails

    private mutating func make(
        _ leads: [String], _ message: ReadMessage, _ arrival: Arrival, isOutgoing: Bool
    ) throws -> [ID] {
        let account = accounts.of(arrival, isOutgoing ? message.from : nil)
        let stored = try made[arrival.key]?.first?.message ?? ReceivedMessage.keep(arrival, context)
        let files = try ReceivedMessage.attachments(of: message, stored, context)
        let moment = arrival.moment(message, isOutgoing: isOutgoing, now: context.now)
        var draft = arrival.email
        draft[Email.status] = isOutgoing ? .sent : .inbox
        draft[Email.direction] = isOutgoing ? .outgoing : .incoming
        draft[Email.attachments] = files
        draft[Email.dateSent] = arrival.sentAt(message, now: context.now)
        draft[Activity.activityAt] = moment
        draft[Activity.userID] = account?.user ?? (isOutgoing ? accounts.user(of: message.from) : nil)
        draft[Email.emailAccountID] = account?.id
        var ids: [ID] = []
        for lead in leads {
            draft[Activity.leadID] = lead
            draft[Activity.contactID] = contacts.contact(
                on: lead,
                isOutgoing ? message.to + message.cc + message.bcc : [message.from].compactMap { $0 })
            let thread = try Threading.thread(
                for: draft, Correspondence(draft, now: context.now), &conversations, context)
            draft[Email.threadID] = thread
            let email = try context.create(Email.resource) { [draft] email in email = draft }
            try ReceivedMessage.connect(stored, with: email.id, context)
            made[arrival.key, default: []].append(.init(message: stored, email: email.id, lead: lead))
            named.add(email)
            ids.append(email.id)
            if arrival.isUnread, !isOutgoing, context.now - moment < IncomingEmailTask.freshness {
                unread[thread, default: []].append(email)
            }
        }
        if !isOutgoing, let sender = message.from { try BouncedAddress.revive(sender, context) }
        return ids
    }

    mutating func raiseTasks() throws {
        try IncomingEmailTask.raise(unread, context)
        unread = [:]
    }
}

extension Arrival {
    fileprivate var isFromSentFolder: Bool {
        if case .mailbox(_, .sent, _) = origin { true } else { false }
    }

    /// What was handed over may lie in a mailbox of ours, too; whichever comes first asks for an answer.
    fileprivate var isUnread: Bool {
        switch origin {
        case .mailbox(_, .inbox, isSeen: false), .lmtp: true
        case .mailbox, .imported: false
        }
    }

    /// The Date header is anybody's word: none, or one of tomorrow, is replaced by what we know ourselves.
    fileprivate func sentAt(_ message: ReadMessage, now: Timestamp) -> Timestamp {
        let latest = (receivedAt ?? now) + .seconds(86_400)
        guard let date = message.date, date.micros > 0, date <= latest else { return receivedAt ?? now }
        return date
    }

    fileprivate func moment(_ message: ReadMessage, isOutgoing: Bool, now: Timestamp) -> Timestamp {
        isOutgoing ? sentAt(message, now: now) : receivedAt ?? sentAt(message, now: now)
    }
}

extension ReadMessage {
    /// Everybody in it, each once, bounded.
    fileprivate var people: [Address] {
        var seen: Set<String> = []
        let all = ([from].compactMap { $0 } + to + cc + bcc).filter { seen.insert($0.folded).inserted }
        return Array(all.prefix(500))
    }

    fileprivate var ancestorIDs: [String] {
        ((inReplyTo.map { [$0] } ?? []) + references.suffix(20)).map(\.text)
    }
}
