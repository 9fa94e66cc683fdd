import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore
import Logging

/// The web app: every page that a rep sees. It asks the API for what it shows, and has the API do what a form
/// wants.
struct WebDoor: Door {
    /// The first parts of the paths that lead here; the empty one is the front page.
    static let names: [String] = [
        "", "inbox", "leads", "lead", "emails", "compose", "templates", "settings", "mail", "setup", "live",
        "palette", "web", "opportunities", "import", "join",
    ]

    let api: API
    let sessions: Sessions
    let firstRun: FirstRun
    let frame: Frame
    let pulse: Pulse
    let sandbox: Sandbox?
    let cache: CallerCache
    let logger: Logger

    func answer(_ visit: Visit) async throws -> Answer {
        let name = visit.target.segments.first ?? ""
        let frame = (try? WebFiles.workshop.map { try Frame(WebFiles(folder: $0)) }) ?? frame
        do {
            guard Self.names.contains(name) || name == "sandbox" else { throw Self.noPage }
            if name == "web" { return try frame.assets.answer(visit) }
            if name == "join" { return try await JoinPage(firstRun: firstRun).answer(visit, frame) }
            if name == "setup" { return try await firstRun.answer(visit, frame) }
            guard let cookie = visit.request.sessionCookie, let session = try await sessions.find(cookie)
            else {
                return try await turnAway(visit)
            }
            return try await page(name, Visitor(visit: visit, session: session, api: api, frame: frame))
        } catch {
            logger.unexpected(error, request: "web", route: "/\(name)")
            return problem(error, visit, frame)
        }
    }

    private func page(_ name: String, _ visitor: Visitor) async throws -> Answer {
        switch name {
        case "": .redirect("/inbox/")
        case "inbox": try await InboxPage(visitor: visitor).answer()
        case "leads": try await LeadsPage(visitor: visitor).answer()
        case "lead": try await LeadPage(visitor: visitor).answer()
        case "emails": try await EmailsPage(visitor: visitor).answer()
        case "compose": try await ComposePage(visitor: visitor).answer()
        case "templates": try await TemplatesPage(visitor: visitor).answer()
        case "settings":
            try await SettingsDesk(visitor: visitor, sandbox: sandbox, cache: cache).answer()
        case "import": try await ImportPage(visitor: visitor).answer()
        case "opportunities": try await BoardPage(visitor: visitor).answer()
        case "mail": try await MailBody(visitor: visitor).answer()
        case "palette": try await Palette(visitor: visitor).answer()
        case "live": try await pulse.answer(visitor)
        case "sandbox": try await SandboxPage(visitor: visitor, sandbox: sandbox).answer()
        default: throw Self.noPage
        }
    }

    private static let noPage: AjarError = .notFound("There is no such page.")

    /// Somebody who isn't signed in: to the first steps on a fresh server, to the sign-in page otherwise.
    private func turnAway(_ visit: Visit) async throws -> Answer {
        if try await firstRun.isOpen() { return .redirect("/setup/") }
        let path = visit.isRead ? visit.request.head.path ?? "/" : "/"
        return .redirect(path == "/" ? "/login" : "/login?next=\(PercentText.encode(path))")
    }

    /// What went wrong, as a page. What wasn't expected is described no further than the API would.
    private func problem(_ error: any Error, _ visit: Visit, _ frame: Frame) -> Answer {
        let plain = Answer(error)
        let text = Problem.text(plain)
        return frame.bare("problem", title: "That didn’t work", ["text": text], visit, status: plain.status)
    }
}

/// `/sandbox/`: `view` is a page of the web app, everything else stays with the sandbox's own door.
struct SandboxFork: Door {
    let door: SandboxDoor
    let web: WebDoor

    func answer(_ visit: Visit) async throws -> Answer {
        let isPage = visit.target.segments.count > 1 && visit.target.segments[1] == "view"
        return isPage ? try await web.answer(visit) : try await door.answer(visit)
    }
}

/// The words for people of what the API says to programs.
enum Problem {
    static func text(_ error: any Error) -> String { text(Answer(error)) }

    static func text(_ answer: Answer) -> String {
        guard let json = try? JSONParser.parse(answer.body) else { return "Something went wrong." }
        if let text = json["error"].string {
            // What the API says of an id that isn't there is meant for programs.
            return text.hasPrefix("Empty query:") ? "It isn’t there. Perhaps somebody deleted it." : text
        }
        let sentences = (json["errors"].array?.compactMap(\.string) ?? []) + told(json["field-errors"])
        return sentences.isEmpty ? "Something went wrong." : sentences.joined(separator: " ")
    }

    /// A sentence for each field; what is wrong inside of one goes by the name that it has there.
    private static func told(_ fields: JSON) -> [String] {
        (fields.object?.members ?? []).flatMap { name, problem in told(problem, as: name) }
    }

    private static func told(_ problem: JSON, as name: String) -> [String] {
        if let words = problem.string { return ["\(Words.plain(name)): \(words)"] }
        return told(problem["field-errors"])
            + (problem["errors"].object?.members ?? []).flatMap { told($0.value, as: name) }
    }
}
