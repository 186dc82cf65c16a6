namespace Orleans.Registry.Routing;

/// <summary>The rules for what is said about a new version of a policy or configuration. Pure; collects every wrong field.</summary>
public static class DocumentChangeValidator
{
    /// <summary>Longest author in characters.</summary>
    public const int MaxBy = 128;

    /// <summary>Longest comment in characters.</summary>
    public const int MaxComment = 512;

    /// <summary>All that is wrong with a change; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(DocumentChange change)
    {
        List<FieldError> errors = [];
        Validate(change, errors);
        return errors;
    }

    /// <summary>Adds all that is wrong with a change to a list.</summary>
    public static void Validate(DocumentChange change, ICollection<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(errors);
        if (change.ExpectedVersion < 0)
        {
            errors.Add(new FieldError("expectedVersion", "must not be negative; 0 means that none was ever set"));
        }

        FieldRules.Text(errors, "by", change.By, 0, MaxBy);
        FieldRules.Text(errors, "comment", change.Comment, 0, MaxComment);
    }
}
