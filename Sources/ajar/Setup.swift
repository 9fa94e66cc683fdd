import AjarCRM
import AjarCore
import AjarServer
import AjarStore
import ArgumentParser

/// `ajar setup`: the first organization, its first user, and a key. Prints one JSON object and nothing else.
struct Setup: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        abstract: "Create an organization with its first user and an API key.",
        discussion:
            "The key is shown this once. With an e-mail address that is known already, nothing is changed.")

    @OptionGroup var installation: InstallationOptions

    @Option(help: "The name of the organization.")
    var organization: String

    @Option(help: "First and last name.")
    var userName: String

    @Option(help: "The e-mail address of the user.")
    var email: String

    @Option(help: "The password of the user, or - to read it from the input.")
    var password: String?

    func run() async throws {
        let password = try PasswordInput.read(password)
        let settings = try await installation.settings()
        let made = try await settings.withStore { store in
            let resources = CRM.resources(try Ajar.installation(settings.configuration, store))
            let hash = try password.map { try PasswordHash.make($0, random: store.environs.random) }
            return try await SignUp(store: store, resources: resources).setUp(
                organization: organization, userName: userName, email: email, passwordHash: hash)
        }
        var answer = JSONObject([
            ("organization_id", made.organizationID.json), ("user_id", made.userID.json),
        ])
        if let key = made.apiKey {
            answer.append("api_key", .string(key))
        } else {
            answer.append("already_exists", true)
        }
        print(JSON.object(answer).text)
    }

    func validate() throws {
        guard email.contains("@"), !email.contains(" ") else {
            throw ValidationError("--email is not an e-mail address.")
        }
        guard !organization.isEmpty, !userName.isEmpty else {
            throw ValidationError("--organization and --user-name can't be empty.")
        }
    }
}

extension ID {
    fileprivate var json: JSON { .string(text) }
}
