/// Who we are: AUTH PLAIN, LOGIN and XOAUTH2. RFC 4954.
extension SMTPMachine {
    mutating func authenticate() -> Action {
        guard let username = account.username, let secret = account.secret else { return becomeReady() }
        switch account.authentication {
        case .xoauth2 where capabilities.authentication.contains("XOAUTH2"):
            state = .authenticating(.tokenResult)
            return say(.authXOAuth2(username: username, secret: secret))
        case .automatic where capabilities.authentication.contains("PLAIN"):
            state = .authenticating(.result)
            return say(.authPlain(username: username, secret: secret))
        case .automatic where capabilities.authentication.contains("LOGIN"):
            state = .authenticating(.loginUsername)
            return say(.authLogin)
        case .xoauth2, .automatic:
            state = .authenticating(.result)
            let offered: String = capabilities.authentication.sorted().joined(separator: ", ")
            return interrupted(
                .authenticationUnavailable,
                "The server offers no way to sign in that the account can use (\(offered.isEmpty ? "none" : offered))."
            )
        }
    }

    mutating func authenticationAnswered(_ step: AuthenticationStep, _ reply: Reply) -> Action {
        switch (step, reply.code) {
        case (.result, 235), (.tokenResult, 235):
            return becomeReady()
        case (.loginUsername, 334):
            state = .authenticating(.loginPassword)
            return .send([.authAnswer(Secret(account.username ?? ""))])
        case (.loginPassword, 334):
            state = .authenticating(.result)
            return .send([.authAnswer(account.secret ?? Secret(""))])
        case (.tokenResult, 334):
            // The refusal comes as a challenge first; an empty answer fetches the reply with the code.
            state = .authenticating(.result)
            return .send([.authAnswer(Secret(""))])
        case (.result, _), (.loginUsername, _), (.loginPassword, _), (.tokenResult, _):
            return refused(reply)
        }
    }

    mutating func becomeReady() -> Action {
        state = .ready
        return .ready
    }

    /// Some servers repeat what they were told. Their words go into reports, so the password goes out of them
    /// first.
    func scrubbed(_ reply: Reply) -> Reply {
        guard !reply.isPositive, let username = account.username, let secret = account.secret else {
            return reply
        }
        let answers: [SMTPCommand] = [
            .authPlain(username: username, secret: secret), .authXOAuth2(username: username, secret: secret),
            .authAnswer(secret),
        ]
        let words: [Substring] =
            answers.compactMap { $0.wire.split(whereSeparator: \.isWhitespace).last } + [secret.revealed[...]]
        let lines: [String] = reply.lines.map { line in
            words.reduce(line) { $1.isEmpty ? $0 : $0.replacing($1, with: "(redacted)") }
        }
        return Reply(code: reply.code, enhancedStatus: reply.enhancedStatus, lines: lines)
    }
}
