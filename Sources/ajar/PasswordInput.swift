import AjarCRM
import ArgumentParser

/// A password from the command line, or from a line of the input, which keeps it out of the list of
/// processes.
enum PasswordInput {
    static func read(_ given: String?) throws -> Password? {
        guard let given else { return nil }
        let password = Password(given == "-" ? readLine() ?? "" : given)
        if let problem = password.problem { throw ValidationError(problem) }
        return password
    }
}
