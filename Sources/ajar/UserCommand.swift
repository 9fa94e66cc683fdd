import AjarCRM
import AjarCore
import AjarStore
import ArgumentParser

/// `ajar user …`
struct UserCommand: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        commandName: "user", abstract: "Add, list and disable users.",
        subcommands: [Add.self, List.self, Disable.self, SetPassword.self])

    struct Add: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(
            abstract: "Add a user to an organization.")

        @OptionGroup var installation: InstallationOptions
        @Option(help: "The e-mail address.") var email: String
        @Option(help: "First and last name.") var userName: String
        @Option(help: "admin, superuser, user or restricteduser.") var role = "user"
        @Option(help: "The password, or - to read it from the input.") var password: String?
        @Option(help: "The id of the organization, if there are several.") var organization: String?

        func run() async throws {
            let password = try PasswordInput.read(password)
            let id = try await installation.settings().withStore { store in
                let hash = try password.map { try PasswordHash.make($0, random: store.environs.random) }
                return try await Members(store: store).add(
                    email: email, name: userName, role: role, passwordHash: hash, organizationID: organization
                )
            }
            print(id)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(
            abstract: "List the users of all organizations.")

        @OptionGroup var installation: InstallationOptions

        func run() async throws {
            for user in try await installation.settings().withStore({ try await Members(store: $0).list() }) {
                let state = user.isDisabled ? "disabled" : "active"
                print(
                    "\(user.userID)  \(user.organizationID)  \(user.role)  \(state)  \(user.email)  \(user.name)"
                )
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(
            abstract: "End every key, token and session of a user.")

        @OptionGroup var installation: InstallationOptions
        @Option(help: "The e-mail address.") var email: String

        func run() async throws {
            let isKnown = try await installation.settings().withStore {
                try await Members(store: $0).disable(email: email)
            }
            guard isKnown else { throw ValidationError("Nobody here has the e-mail address \(email).") }
            print("\(email) is disabled")
        }
    }

    struct SetPassword: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(
            commandName: "set-password",
            abstract: "Give a user a new password; every session of the user ends.")

        @OptionGroup var installation: InstallationOptions
        @Option(help: "The e-mail address.") var email: String
        @Option(help: "The password, or - to read it from the input.") var password: String

        func run() async throws {
            guard let password = try PasswordInput.read(password) else { return }
            let isKnown = try await installation.settings().withStore { store in
                let hash = try PasswordHash.make(password, random: store.environs.random)
                return try await Members(store: store).setPassword(email: email, hash: hash)
            }
            guard isKnown else { throw ValidationError("Nobody here has the e-mail address \(email).") }
            print("\(email) has a new password")
        }
    }
}
