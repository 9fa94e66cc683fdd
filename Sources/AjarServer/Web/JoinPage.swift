import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore
import NIOPosix

/// `/join/{token}/`: somebody invited chooses a name and a password, and is in.
struct JoinPage: Sendable {
    let firstRun: FirstRun

    func answer(_ visit: Visit, _ frame: Frame) async throws -> Answer {
        let token = visit.target.segments.count == 2 ? visit.target.segments[1] : ""
        guard let guest = try await firstRun.store.read({ try Invitation.guest(token, $0) }) else {
            throw AjarError.notFound("This invitation was used already, or is too old. Ask for a new one.")
        }
        guard !visit.isRead else { return page(guest, visit, frame, [:], nil) }
        guard visit.request.method == .post else { throw Visit.noMethod }
        // No token of a form is needed: the address is a secret that only the guest has.
        let form = try await visit.form()
        guard let name = form.typed("name") else {
            return page(guest, visit, frame, form, "Please say what you are called.")
        }
        let password = Password(form["password"] ?? "")
        if let problem = password.problem { return page(guest, visit, frame, form, problem) }
        return try await join(token, name, password)
    }

    private func join(_ token: String, _ name: String, _ password: Password) async throws -> Answer {
        let random = firstRun.store.environs.random
        let hash = try await NIOThreadPool.singleton.runIfActive {
            try PasswordHash.make(password, random: random)
        }
        guard
            let guest = try await firstRun.store.write({
                try Invitation.accept(token, name: name, passwordHash: hash, $0)
            })
        else {
            throw AjarError.conflict("This invitation was used a moment ago.")
        }
        let session = try await firstRun.sessions.begin(organization: guest.organization, user: guest.userID)
        var answer = Answer.redirect("/settings/mailboxes/")
        answer.set(
            .at.setCookie,
            firstRun.cookies.text(Request.sessionCookieName, session.text, seconds: Sessions.lifetime))
        return answer
    }

    private func page(
        _ guest: Invitation.Guest, _ visit: Visit, _ frame: Frame, _ form: [String: String],
        _ problem: String?
    ) -> Answer {
        var values: Values = [
            "guest_email": guest.email, "organization": guest.organizationName, "name": form["name"] ?? "",
        ]
        if let problem { values["problem"] = problem }
        return frame.bare("join", title: "Welcome", values, visit, status: problem == nil ? 200 : 400)
    }
}
