using System.Globalization;
using System.Text.Json;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <summary>Reads and writes the file of last known states; a reader sees all of one write or all of another.</summary>
internal sealed class LastKnownGoodFile(string path)
{
    private readonly string _path = Path.GetFullPath(path);

    public string FullPath => _path;

    /// <summary>The states, by service; empty when there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is not one of last known states, or of another format.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<IReadOnlyDictionary<ServiceName, (ServiceSnapshot Snapshot, DateTimeOffset TrueAt)>> ReadAsync(CancellationToken cancellationToken)
    {
        var states = new Dictionary<ServiceName, (ServiceSnapshot, DateTimeOffset)>();
        if (!File.Exists(_path))
        {
            return states;
        }

        try
        {
            var bytes = await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false);
            var file = JsonSerializer.Deserialize(bytes, LastKnownGoodJsonContext.Default.LastKnownGoodDto);
            if (file?.Format != LastKnownGoodDto.CurrentFormat)
            {
                throw new InvalidDataException($"it has format {file?.Format}, this program reads {LastKnownGoodDto.CurrentFormat}");
            }

            foreach (var service in file.Services)
            {
                var snapshot = service.Snapshot.ToDomain();
                states[snapshot.Service] = (snapshot, service.TrueAt);
            }

            return states;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public async Task WriteAsync(IEnumerable<(ServiceSnapshot Snapshot, DateTimeOffset TrueAt)> states, CancellationToken cancellationToken)
    {
        var dto = new LastKnownGoodDto
        {
            Format = LastKnownGoodDto.CurrentFormat,
            Services = [.. states.Select(static s => new LastKnownServiceDto { TrueAt = s.TrueAt, Snapshot = s.Snapshot.ToDto() })],
        };
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);

        // Two programs may share the file, so each writes beside it under a name of its own.
        var draft = string.Create(CultureInfo.InvariantCulture, $"{_path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        try
        {
            var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (stream.ConfigureAwait(false))
            {
                await JsonSerializer.SerializeAsync(stream, dto, LastKnownGoodJsonContext.Default.LastKnownGoodDto, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, _path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
