import AjarCore
import AjarResource

/// What the endpoints about one's own access have in common.
enum Account {
    /// The user, where a person or an own program asks. A program that was let in by OAuth can't make itself
    /// other ways in.
    static func person(_ caller: Caller) throws -> ID {
        guard let user = caller.userID, caller.oauthClientID == nil else {
            throw AjarError.forbidden("A program that was let in can't change how people sign in.")
        }
        return user
    }

    static func text(_ name: String, _ body: JSONObject?, max: Int) throws -> String {
        var errors = FieldErrors()
        do throws(FieldErrors.Problem) {
            let given = body?[name] ?? .null
            let text = given.isNull ? "" : try FieldKind.text(max: max).parse(given).string?.trimmed ?? ""
            guard !text.isEmpty else { throw .required }
            return text
        } catch {
            errors.add(name, error)
        }
        throw AjarError.invalid(errors)
    }
}
