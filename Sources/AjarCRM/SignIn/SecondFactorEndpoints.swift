import AjarCore
import AjarResource
import AjarStore

/// `/second_factor/`: the caller's own authenticator app. It counts from its first right code on.
enum SecondFactorEndpoints {
    static let all: [Endpoint] = [
        Endpoint(.get, "second_factor", "Whether a code is needed to sign in") { request, engine in
            let user = try Account.person(request.caller)
            return .json(
                try await engine.read(request.caller) { context in
                    let isOn = try context.reader.exists(
                        "SELECT 1 FROM second_factor WHERE user_id = \(user) AND confirmed_at IS NOT NULL")
                    return [
                        "is_on": .bool(isOn),
                        "recovery_codes_left": .int(try RecoveryCodes.left(user: user, context.reader)),
                    ]
                })
        },
        Endpoint(.post, "second_factor", "Begin: the secret for the app") { request, engine in
            let user = try Account.person(request.caller)
            let email = try await email(user, engine, request.caller)
            let made = try await factor(engine, request.caller).begin(
                user: user, email: email, issuer: "Ajar")
            return .json(["secret": .string(made.secret), "url": .string(made.url)], status: 201)
        },
        Endpoint(
            .post, "second_factor/confirm", "Switch it on with a code of the app; answers the recovery codes"
        ) { request, engine in
            let user = try Account.person(request.caller)
            let factor = try await factor(engine, request.caller)
            guard try await !factor.isOn(user: user.text) else {
                throw AjarError.conflict("The second factor is on already.")
            }
            try await prove(user, request, factor)
            return .json(["recovery_codes": .array(try await codes(user, engine).map(JSON.string))])
        },
        Endpoint(
            .post, "second_factor/recovery_codes", "New recovery codes in place of the old; needs a code"
        ) { request, engine in
            let user = try Account.person(request.caller)
            try await prove(user, request, try await factor(engine, request.caller))
            return .json(
                ["recovery_codes": .array(try await codes(user, engine).map(JSON.string))], status: 201)
        },
        Endpoint(.post, "second_factor/off", "Switch it off; needs a code") { request, engine in
            let user = try Account.person(request.caller)
            let factor = try await factor(engine, request.caller)
            try await prove(user, request, factor)
            try await factor.turnOff(user: user)
            return .json(["is_on": false])
        },
    ]

    /// Who holds a session or a key holds no phone: a code is asked for, and guesses are throttled as at the
    /// sign-in.
    private static func prove(_ user: ID, _ request: APIRequest, _ factor: SecondFactor) async throws {
        let throttle = SignInThrottle(store: factor.store)
        let subject = "code \(user)"
        if let wait = try await throttle.wait([subject]) {
            throw AjarError.limited(retryAfter: Double(wait.micros) / 1_000_000)
        }
        let code = try Account.text("code", request.body, max: 100)
        guard try await factor.checkAny(code, user: user.text) else {
            try await throttle.failed([subject])
            throw AjarError.invalid("code", "That is not the code of now.")
        }
        try await throttle.succeeded(subject)
    }

    private static func factor(_ engine: Engine, _ caller: Caller) async throws -> SecondFactor {
        SecondFactor(store: engine.store, secrets: try await engine.read(caller) { $0.installation.secrets })
    }

    private static func email(_ user: ID, _ engine: Engine, _ caller: Caller) async throws -> String {
        try await engine.read(caller) {
            try $0.reader.value("SELECT email FROM \"user\" WHERE id = \(user)").text ?? ""
        }
    }

    private static func codes(_ user: ID, _ engine: Engine) async throws -> [String] {
        let random = engine.store.environs.random
        return try await engine.store.write { try RecoveryCodes.replace(user: user, random, $0) }
    }
}
