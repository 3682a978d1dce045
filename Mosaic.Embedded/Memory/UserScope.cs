namespace Mosaic.Backends;

/// <summary>Whose memory a view of the store shows: one user's, or everyone's.</summary>
/// <param name="User">null: everyone's.</param>
public sealed record UserScope(string? User)
{
    /// <summary>Everyone's memory.</summary>
    public static UserScope Everyone { get; } = new((string?)null);

    /// <summary>Whether the view shows what belongs to a user.</summary>
    /// <param name="user">The user's id.</param>
    public bool Sees(string user) => User is null || string.Equals(User, user, StringComparison.Ordinal);

    /// <summary>For what writes: only what belongs to the view's user may be written through it.</summary>
    /// <param name="user">Whose memory is to be written.</param>
    /// <param name="operation">What is done, as the error names it.</param>
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

    /// <summary>For calls that name no user: only a bound view may make them where the store requires one.</summary>
    /// <param name="requires">The store requires a user (<see cref="MosaicOptions.RequireUser"/>).</param>
    /// <param name="operation">What is done, as the error names it.</param>
    /// <exception cref="MosaicException">The store requires a user, and the view is bound to none.</exception>
    public void RequireUser(bool requires, string operation)
    {
        if (requires && User is null)
        {
            throw new MosaicException("This store requires a user (MosaicOptions.RequireUser), and this call names none.")
            {
                Operation = operation,
                Hint = "Make it through IMemoryStore.ForUser.",
            };
        }
    }
}
