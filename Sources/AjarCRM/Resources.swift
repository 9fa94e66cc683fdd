import AjarResource

extension CRM {
    /// All resources, in the order of the API's documentation.
    static let all: [Resource] = {
        var all: [Resource] = []
        all.append(Lead.resource)
        all.append(Contact.resource)
        all.append(LeadStatus.resource)
        all.append(EmailActivity.resource)
        all.append(EmailThread.resource)
        all.append(EmailTemplate.resource)
        all.append(ConnectedAccount.resource)
        all.append(User.resource)
        return all
    }()

    /// The operations that are none of the usual five.
    static let endpoints: [Endpoint] = {
        var all: [Endpoint] = []
        all += Me.endpoints
        all += OrganizationEndpoints.all
        all += FileEndpoints.all
        all += EmailTemplate.endpoints
        all += ConnectedAccount.endpoints
        return all
    }()
}
