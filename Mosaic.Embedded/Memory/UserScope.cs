namespace Mosaic.Memory;

/// <summary>Whose memory a view of the store shows: one user's, or everyone's.</summary>
/// <param name="User">null: everyone's.</param>
internal sealed record UserScope(string? User)
{
    public static readonly UserScope Everyone = new((string?)null);

    public bool Sees(string user) => User is null || string.Equals(User, user, StringComparison.Ordinal);

    /// <exception cref="MosaicException">The view is another user's.</exception>
    public void RequireSees(string user, string operation)
    {
        if (!Sees(user))
        {
            throw new MosaicException($"This memory is bound to the user '{User}'; what belongs to '{user}' is out of its reach.")
            {
                Operation = operation,
                Target = user,
                Hint = "Bind the store to that user with IMemoryStore.ForUser, or use the unbound one.",
            };
        }
    }
}
