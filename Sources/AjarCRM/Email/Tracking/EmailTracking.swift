import AjarCore
package import AjarResource
import AjarStore

/// Writes down that an email was opened, or that a link in it was followed.
package struct EmailTracking: Sendable {
    private typealias Email = EmailActivity

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Who fetched a picture or followed a link, as far as HTTP says.
    package struct Reader: Sendable {
        package var address: String?
        package var userAgent: String

        package init(address: String?, userAgent: String) {
            self.address = address
            self.userAgent = String(userAgent.prefix(500))
        }
    }

    /// `viewer` is who is signed in in that browser: colleagues who read an email in Ajar are no recipients of it.
    package func record(_ visit: TrackingLinks.Visit, by reader: Reader, viewer: Caller?) async throws {
        let target = visit.target
        guard viewer?.organization != target.organization else { return }
        let organization: ID? = try await engine.store.read { reader in
            try reader.first("SELECT id FROM organization WHERE organization = \(target.organization)")?.id(
                "id")
        }
        guard let organization else { return }
        let caller = Caller(organization: target.organization, organizationID: organization, userID: nil)
        let isNews = try await engine.read(caller) { context in
            try context.find(Email.resource, target.email.text).map {
                Self.isNews(visit, reader, $0, context.now)
            } ?? false
        }
        // A mail program that fetches the same picture over and over costs a look, not a transaction.
        guard isNews else { return }
        try await engine.write(caller) { context in
            guard let email = try context.find(Email.resource, target.email.text, lock: true),
                Self.isNews(visit, reader, email, context.now)
            else { return }
            let entry = Self.entry(visit, reader, email, context.now)
            try context.update(Email.resource, email) { email in
                switch visit {
                case .open: email[Email.opens].append(entry)
                case .click: email[Email.clicks].append(entry)
                }
            }
        }
    }

    /// One reader within a minute is one opening, and a list has an end.
    private static func isNews(
        _ visit: TrackingLinks.Visit, _ reader: Reader, _ email: Record, _ now: Timestamp
    ) -> Bool {
        guard email[Email.direction] == .outgoing, [.outbox, .sent].contains(email[Email.status]) else {
            return false
        }
        let known = visit.url == nil ? email[Email.opens] : email[Email.clicks]
        guard known.count < 1000 else { return false }
        return !known.suffix(20).contains { entry in
            let moment = (entry["opened_at"].string ?? entry["clicked_at"].string).flatMap {
                Timestamp(iso: $0)
            }
            return entry["user_agent"].string ?? "" == reader.userAgent
                && entry["ip_address"].string == reader.address
                && entry["url"].string == visit.url && moment.map { now - $0 < .seconds(60) } ?? false
        }
    }

    /// All members are texts (reference 4.3). `opened_by` is `machine`, or the recipient where there is only
    /// one.
    private static func entry(
        _ visit: TrackingLinks.Visit, _ reader: Reader, _ email: Record, _ now: Timestamp
    ) -> JSON {
        let isMachine = MachineReader.isLikely(
            reader.userAgent, sinceSent: email[Email.dateSent].map { now - $0 })
        let recipients = email[Email.to] + email[Email.cc] + email[Email.bcc]
        var members: [(String, JSON)] = []
        if let url = visit.url {
            members += [("clicked_at", .string(now.text())), ("url", .string(url))]
        } else {
            members.append(("opened_at", .string(now.text())))
        }
        if isMachine {
            members.append(("opened_by", "machine"))
        } else if recipients.count == 1 {
            members.append(("opened_by", .string(recipients[0])))
        }
        if let address = reader.address { members.append(("ip_address", .string(address))) }
        if !reader.userAgent.isEmpty { members.append(("user_agent", .string(reader.userAgent))) }
        return .object(JSONObject(members.map { (key: $0.0, value: $0.1) }))
    }
}

/// Programs that look at an email before a person does: scanners, and mail providers that fetch all pictures
/// in advance.
enum MachineReader {
    /// Nobody reads an email in the moment in which it arrives, nor before our relay has said that it took
    /// it.
    static let haste: Duration = .seconds(5)

    static func isLikely(_ userAgent: String, sinceSent: Duration?) -> Bool {
        guard let sinceSent, sinceSent >= haste else { return true }
        let agent = userAgent.lowercased()
        // Apple's mail privacy protection calls itself so and no more, and fetches everything whether it is
        // read or not.
        if agent.isEmpty || agent == "mozilla/5.0" { return true }
        return signs.contains { agent.contains($0) }
    }

    private static let signs: [String] = [
        "bot", "crawl", "spider", "scan", "preview", "barracuda", "mimecast", "proofpoint", "symantec",
        "fireeye", "trendmicro",
        "curl/", "wget/", "python-", "java/", "go-http-client", "okhttp", "headless",
    ]
}

extension TrackingLinks.Visit {
    var target: TrackingLinks.Target {
        switch self {
        case .open(let target), .click(let target, _): target
        }
    }

    var url: String? {
        switch self {
        case .open: nil
        case .click(_, let url): url
        }
    }
}
