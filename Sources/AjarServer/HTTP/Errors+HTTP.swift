import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import Logging

/// The one place where errors become status codes.
extension Answer {
    /// What a client is told of an error: sentences of ours, and never what a database or a system said.
    init(_ error: any Error) {
        switch error {
        case let error as AjarError: self.init(error)
        case let error as StoreError: self.init(error)
        default: self.init(500, Self.failure)
        }
    }

    private init(_ error: AjarError) {
        switch error {
        case .invalid(let errors): self.init(status: 400, body: Array(errors.json.text.utf8))
        case .badRequest(let text): self.init(400, text)
        case .unauthorized: self.init(401, Self.signIn)
        case .forbidden(let text): self.init(403, text)
        case .notFound(let text): self.init(text == Self.noMethod ? 405 : 404, text)
        case .conflict(let text): self.init(409, text)
        case .limited(let wait):
            self.init(429, "There were too many requests; try again later.")
            set(.at.retryAfter, String(max(1, Int(wait.rounded(.up)))))
        case .tooLarge(let text): self.init(413, text)
        case .unavailable: self.init(unavailableFor: 1)
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .duplicate:
            self.init(AjarError.invalid(FieldErrors(sentence: "There is one like this already.")))
        case .violated(let constraint) where constraint.hasPrefix("text without NUL"):
            self.init(AjarError.invalid(FieldErrors(sentence: "Texts must not contain the character NUL.")))
        case .violated(let constraint) where constraint.hasSuffix("_status_guard"):
            // Two changes met; the database let the first one through.
            self.init(409, "The object has changed meanwhile, and its state no longer allows this.")
        case .inUse, .unavailable: self.init(unavailableFor: 1)
        case .violated, .failed: self.init(500, Self.failure)
        }
    }

    private init(unavailableFor seconds: Int) {
        self.init(503, "The server can't answer right now; try again in a moment.")
        set(.at.retryAfter, String(seconds))
    }

    /// `{"error": text}`
    init(_ status: Int, _ text: String) {
        self.init(status: status, body: Array(JSON.object(JSONObject([("error", .string(text))])).text.utf8))
    }

    private static let noMethod: String = {
        if case .notFound(let text) = API.noMethod { text } else { "" }
    }()

    private static let signIn = """
        The server can't tell who is asking: the request has no valid API key or access token. \
        Give the key as the user name of HTTP Basic authentication, with an empty password.
        """
    private static let failure =
        "Something went wrong on the server. It has been logged under the id in x-request-id."
}

extension Logger {
    /// What we didn't expect goes to the log, with the id that the client was told.
    func unexpected(_ error: any Error, request: String, route: String) {
        switch error {
        case is AjarError: return
        case StoreError.duplicate: return
        default:
            self.error(
                "request failed",
                metadata: ["request": "\(request)", "route": "\(route)", "error": "\(error)"])
        }
    }
}
