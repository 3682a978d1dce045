namespace Mosaic.Backends;

/// <summary>What a hit must fulfil: the filter together with what the view of the store allows.</summary>
public sealed record SearchLimits
{
    /// <summary>Whose memory.</summary>
    /// <value>null: every user's.</value>
    public string? User { get; init; }

    /// <summary>Insights may be found.</summary>
    public bool Insights { get; init; }

    /// <summary>Turns may be found.</summary>
    public bool Turns { get; init; }

    /// <summary>Documents may be found.</summary>
    public bool Documents { get; init; }

    /// <summary>The session of a hit; null: any.</summary>
    public string? Session { get; init; }

    /// <summary>What an insight is about; null: anything.</summary>
    public InsightCategory? Category { get; init; }

    /// <summary>Who an insight comes from; null: anyone.</summary>
    public InsightSource? Source { get; init; }

    /// <summary>The least relevance of an insight; null: any.</summary>
    public double? RelevanceMin { get; init; }

    /// <summary>The earliest time of a hit, UTC ticks; null: any.</summary>
    public long? FromTicks { get; init; }

    /// <summary>The latest time of a hit, UTC ticks; null: any.</summary>
    public long? ToTicks { get; init; }

    /// <summary>Who said a turn; null: anyone.</summary>
    public string? Speaker { get; init; }

    /// <summary>The collection of a document; null: any.</summary>
    public string? Collection { get; init; }

    /// <summary>What the text of a hit has; null: anything.</summary>
    public Phrases? Phrases { get; init; }

    /// <summary>The last word stands for what begins with it, too. No limit; nor are the next two.</summary>
    public bool Prefix { get; init; }

    /// <summary>Words stand for those that are spelled nearly so, too.</summary>
    public bool Fuzzy { get; init; }

    /// <summary>The best texts say which other words to look for.</summary>
    public bool Expand { get; init; }

    /// <summary>What a filter and a view allow.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="scope">The view.</param>
    /// <param name="requireUser">The store requires a user (<see cref="MosaicOptions.RequireUser"/>).</param>
    /// <returns>null: nothing can fulfil it.</returns>
    /// <exception cref="ArgumentException">The filter contradicts itself, breaks a rule, or names no user where the store requires one.</exception>
    public static SearchLimits? Of(SearchFilter filter, UserScope scope, bool requireUser)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(scope);
        Check(filter);
        if (scope.User is null && requireUser && filter.UserId is null && !filter.AllUsers)
        {
            throw new ArgumentException(
                "This store requires a user (MosaicOptions.RequireUser): set SearchFilter.UserId, or AllUsers, or search through IMemoryStore.ForUser.",
                nameof(filter));
        }

        if (filter.UserId is { } other && !scope.Sees(other))
        {
            return null; // what belongs to others is absent
        }

        var ofInsights = filter.Category is not null || filter.Source is not null || filter.MinRelevance is not null;
        var limits = new SearchLimits
        {
            User = scope.User ?? (filter.AllUsers ? null : filter.UserId ?? LocalUser.Id),
            Insights = Wants(filter, MemoryKind.Insight) && filter.Speaker is null && filter.Collection is null,
            Turns = Wants(filter, MemoryKind.Turn) && !ofInsights && filter.Collection is null,
            Documents = Wants(filter, MemoryKind.Document) && !ofInsights && filter.Speaker is null && filter.SessionId is null && scope.User is null,
            Session = filter.SessionId,
            Category = filter.Category,
            Source = filter.Source,
            RelevanceMin = filter.MinRelevance,
            FromTicks = filter.From?.UtcTicks,
            ToTicks = filter.To?.UtcTicks,
            Speaker = filter.Speaker,
            Collection = filter.Collection,
            Phrases = Phrases.Of(filter.Phrases, nameof(filter)),
            Prefix = filter.Prefix,
            Fuzzy = filter.Fuzzy,
            Expand = filter.Expand,
        };
        return limits.Insights || limits.Turns || limits.Documents ? limits : null;
    }

    /// <summary>Whether a row, as it is now, fulfils them.</summary>
    /// <param name="text">The row.</param>
    public bool Admit(SearchableText text) =>
        (text.Kind == MemoryKind.Document || User is null || User == text.User)
        && text.Kind switch
        {
            MemoryKind.Insight => Insights,
            MemoryKind.Turn => Turns,
            _ => Documents,
        }
        && (Session is null || Session == text.Session)
        && (Category is null || Category == text.Category)
        && (Source is null || Source == text.Source)
        && (RelevanceMin is null || text.Relevance >= RelevanceMin)
        && (FromTicks is null || text.At.UtcTicks >= FromTicks)
        && (ToTicks is null || text.At.UtcTicks <= ToTicks)
        && (Speaker is null || Speaker == text.Speaker)
        && (Collection is null || Collection == text.Collection)
        && Phrases?.AreIn(text.Text) != false;

    private static bool Wants(SearchFilter filter, MemoryKind kind) => filter.Kinds is null || filter.Kinds.Contains(kind);

    private static void Check(SearchFilter filter)
    {
        if (filter.UserId is not null)
        {
            MemoryName.RequireUser(filter.UserId);
            if (filter.AllUsers)
            {
                throw new ArgumentException("A search is for one user (UserId) or for all (AllUsers), not both.", nameof(filter));
            }
        }

        MemoryName.RequireOptional(filter.SessionId);
        MemoryName.RequireOptional(filter.Speaker);
        MemoryName.RequireOptional(filter.Collection);
        if ((filter.Category is { } category && !Enum.IsDefined(category)) || (filter.Source is { } source && !Enum.IsDefined(source))
            || (filter.Kinds?.Any(static kind => !Enum.IsDefined(kind)) ?? false))
        {
            throw new ArgumentOutOfRangeException(nameof(filter), "The filter names a category, source or kind that does not exist.");
        }

        if (filter.MinRelevance is { } relevance && relevance is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(filter), relevance, "MinRelevance is 0 to 1.");
        }
    }
}
