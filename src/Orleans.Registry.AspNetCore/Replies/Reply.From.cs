namespace Orleans.Registry.AspNetCore;

/// <summary>Makes replies of results.</summary>
internal static class Reply
{
    /// <summary>A result that shows or changed one service.</summary>
    public static Reply<TDto> From<T, TDto>(RegistryResult<T> result, Func<T, TDto> map, Func<T, Freshness> freshness)
        where TDto : class
        => result.IsSuccess
            ? Reply<TDto>.Of(map(result.Value), freshness(result.Value))
            : (Reply<TDto>)Refusal.From(result.Error);

    /// <summary>A result that is not about one service.</summary>
    public static Reply<TDto> From<T, TDto>(RegistryResult<T> result, Func<T, TDto> map)
        where TDto : class
        => result.IsSuccess ? map(result.Value) : (Reply<TDto>)Refusal.From(result.Error);

    /// <summary>The freshness of an acknowledgement: the owner gave it just now.</summary>
    public static Freshness Acknowledged(ServicePosition position) => new(position, TimeSpan.Zero, AnswerSource.Owner);
}
