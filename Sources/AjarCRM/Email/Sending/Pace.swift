import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// How fast an account sends: what it has sent lately, and whom it has to leave alone for a while. All of it
/// is rows, so a restart forgets nothing, and all of it is decided in the transaction in which an attempt
/// begins.
struct Pace {
    private let account: Record
    private let limits: SendingLimits?
    private let context: WriteContext

    /// Where there are limits, the account's row is the lock: two attempts at once could each think that
    /// there is room.
    init(_ account: Record, _ context: WriteContext) throws {
        self.context = context
        limits = SendingLimits(account[ConnectedAccount.sending], now: context.now)
        self.account =
            limits == nil ? account : try context.get(ConnectedAccount.resource, account.id.text, lock: true)
    }

    // MARK: - Before an attempt

    /// Those who may be handed over now, and why the first of the others waits.
    func admit(_ due: [Recipients.One]) throws -> (go: [Recipients.One], hold: SendHold?) {
        if let opening = limits?.windows?.opening(from: context.now), opening > context.now {
            return ([], SendHold(reason: .window, until: opening))
        }
        let domains = Set(due.map(\.domain)).sorted()
        var holds = try paces(domains)
        if let hold = holds[Self.wholeAccount] { return ([], hold) }
        var room = try roomOfAccount()
        var roomOfDomain = try roomsOfDomains(domains)
        var go: [Recipients.One] = []
        var waiting: [SendHold] = []
        for one in due {
            if let hold = holds[one.domain] {
                waiting.append(hold)
            } else if room.left == 0, let hold = room.hold {
                waiting.append(hold)
            } else if let domain = roomOfDomain[one.domain], domain.left == 0, let hold = domain.hold {
                holds[one.domain] = hold
                waiting.append(hold)
            } else {
                room.left -= 1
                roomOfDomain[one.domain]?.left -= 1
                go.append(one)
            }
        }
        return (go, waiting.min { $0.until < $1.until })
    }

    /// Takes the room for these. Nothing is kept of an account without limits.
    func reserve(_ handedOver: [Recipients.One]) throws {
        guard let limits else { return }
        if !limits.account.isEmpty { try count(Self.wholeAccount, handedOver.count) }
        if !limits.domain.isEmpty {
            for (domain, ones) in Dictionary(grouping: handedOver, by: \.domain) {
                try count(domain, ones.count)
            }
        }
        if limits.minimumGap > .zero {
            try slow(Self.wholeAccount, until: context.now + limits.minimumGap, .minimumGap, strikes: nil)
        }
    }

    // MARK: - After it

    /// Learns from what the servers said: who asked for less is left alone, longer each time; who takes mail
    /// is not.
    func settle(_ tried: [Recipients.One], _ outcomes: [RecipientOutcome], _ policy: SendPolicy) throws {
        let busy = Dictionary(
            zip(tried, outcomes).compactMap { one, outcome in
                Self.busy(outcome).map { ($0 ? Self.wholeAccount : one.domain, $0) }
            },
            uniquingKeysWith: { first, _ in first })
        let domains = Set(tried.map(\.domain)).union([Self.wholeAccount])
        let known = try rows(domains.sorted())
        for (domain, isServer) in busy {
            let strikes = (known[domain]?.int("strikes") ?? 0) + 1
            try slow(
                domain, until: context.now + policy.delay(after: strikes),
                isServer ? .serverBusy : .domainBusy, strikes: strikes)
        }
        let welcome = Set(
            zip(tried, outcomes).filter(\.1.isAccepted).flatMap { [$0.0.domain, Self.wholeAccount] })
        for (domain, row) in known
        where row.int("strikes") > 0 && welcome.contains(domain) && busy[domain] == nil {
            try context.transaction.execute("UPDATE sending_pace SET strikes = 0 WHERE \(key(domain))")
        }
    }

    /// Gives back the room of an attempt that got no message across: a relay that is away costs nothing.
    func giveBack(_ handedOver: [Recipients.One], from begun: Timestamp) throws {
        guard let limits else { return }
        var counts: [String: Int] = limits.account.isEmpty ? [:] : [Self.wholeAccount: handedOver.count]
        if !limits.domain.isEmpty { for one in handedOver { counts[one.domain, default: 0] += 1 } }
        for (domain, number) in counts {
            try context.transaction.execute(
                """
                UPDATE sending_count SET recipients = CASE WHEN recipients > \(number) THEN recipients - \(number) ELSE 0 END
                WHERE \(key(domain)) AND bucket = \(Self.bucket(of: begun))
                """)
        }
    }

    /// Whether an answer asks for fewer emails: true when the account's own server does, false when the
    /// recipient's.
    private static func busy(_ outcome: RecipientOutcome) -> Bool? {
        guard case .deferred(let failure) = outcome, failure.reason == .reply else { return nil }
        let isEarly = [.connect, .greeting, .hello, .auth, .mail, .idle].contains(failure.stage)
        if failure.code == 421 { return isEarly }
        return failure.code == 450 && !isEarly ? false : nil
    }

    // MARK: - Rows

    private static let wholeAccount = ""
    /// Sums are taken over rows of five minutes; the oldest counts as a whole, so a cap is never exceeded.
    private static let bucket: Duration = .seconds(300)
    private static let memory: Duration = .seconds(86_400 + 600)

    private func key(_ domain: String) -> SQL {
        "organization = \(context.organization) AND account_id = \(account.id) AND domain = \(domain)"
    }

    private func rows(_ domains: [String]) throws -> [String: Row] {
        let rows = try context.reader.rows(
            """
            SELECT domain, next_at, strikes, reason FROM sending_pace
            WHERE organization = \(context.organization) AND account_id = \(account.id) AND domain IN (\(list: domains))
            """)
        return Dictionary(rows.map { ($0.text("domain"), $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func paces(_ domains: [String]) throws -> [String: SendHold] {
        try rows(domains + [Self.wholeAccount]).compactMapValues { row in
            guard let until = row.moment("next_at"), until > context.now,
                let reason = SendHold.Reason(rawValue: row.text("reason"))
            else { return nil }
            let domain = row.text("domain")
            return SendHold(reason: reason, until: until, domain: domain.isEmpty ? nil : domain)
        }
    }

    /// Without a number of strikes, those that there are stay.
    private func slow(_ domain: String, until: Timestamp, _ reason: SendHold.Reason, strikes: Int?) throws {
        try context.transaction.execute(
            """
            INSERT INTO sending_pace (organization, account_id, domain, next_at, strikes, reason)
            VALUES (\(context.organization), \(account.id), \(domain), \(until), \(strikes ?? 0), \(reason.rawValue))
            ON CONFLICT (organization, account_id, domain) DO UPDATE
            SET next_at = excluded.next_at, reason = excluded.reason,
                strikes = \(strikes == nil ? "sending_pace.strikes" as SQL : "excluded.strikes")
            """)
    }

    private static func bucket(of moment: Timestamp) -> Int { moment.micros / bucket.micros * bucket.micros }

    private func count(_ domain: String, _ number: Int) throws {
        let bucket = Self.bucket(of: context.now)
        let known = try context.transaction.execute(
            "UPDATE sending_count SET recipients = recipients + \(number) WHERE \(key(domain)) AND bucket = \(bucket)"
        )
        guard known == 0 else { return }
        try context.transaction.execute(
            "DELETE FROM sending_count WHERE \(key(domain)) AND bucket < \(context.now - Self.memory)")
        try context.transaction.execute(
            """
            INSERT INTO sending_count (organization, account_id, domain, bucket, recipients)
            VALUES (\(context.organization), \(account.id), \(domain), \(bucket), \(number))
            """)
    }

    /// How many more there may be, and what to say when there are none.
    private struct Room {
        var left: Int
        var hold: SendHold?
    }

    private func roomOfAccount() throws -> Room { try room(Self.wholeAccount, limits?.account ?? []) }

    private func roomsOfDomains(_ domains: [String]) throws -> [String: Room] {
        guard let caps = limits?.domain, !caps.isEmpty else { return [:] }
        return Dictionary(uniqueKeysWithValues: try domains.map { ($0, try room($0, caps)) })
    }

    private func room(_ domain: String, _ caps: [SendingLimits.Cap]) throws -> Room {
        guard !caps.isEmpty else { return Room(left: .max) }
        let buckets = try context.reader.rows(
            "SELECT bucket, recipients FROM sending_count WHERE \(key(domain)) ORDER BY bucket")
        var room = Room(left: .max)
        for cap in caps {
            let since = context.now - cap.window - Self.bucket
            let counted = buckets.filter { $0.int("bucket") > since.micros }
            let left = max(0, cap.limit - counted.reduce(0) { $0 + $1.int("recipients") })
            guard left < room.left else { continue }
            // When the oldest that count are forgotten, there is room again.
            let oldest = counted.first.map { Timestamp(micros: $0.int("bucket")) } ?? context.now
            room = Room(
                left: left,
                hold: SendHold(
                    reason: cap.reason, until: oldest + cap.window + Self.bucket, limit: cap.limit,
                    domain: domain.isEmpty ? nil : domain))
        }
        return room
    }
}

extension Recipients.One {
    /// Whose mail server it goes to in the end.
    fileprivate var domain: String { address.domain.lowercased() }
}
