using CsCheck;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>Random calls of two tenants, held against a model that is a few dictionaries; indexes that only follow changes must know the same at any time.</summary>
public abstract class LibraryModelStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static readonly Gen<(int, int, int, int)[]> Calls = Gen.Select(Gen.Int[0, 1], Gen.Int[0, 9], Gen.Int[0, 7], Gen.Int[0, 7]).Array[10, 60];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Library_UnderRandomCalls_IsWhatAModelSays() =>
        await Calls.SampleAsync(async calls => await RunAsync(calls), iter: 40, threads: 1);

    private async Task RunAsync((int Tenant, int Kind, int First, int Second)[] calls)
    {
        var work = new LibraryWork(new Workspace(fixture.Database));
        var tenants = new[] { await Side.CreateAsync(work), await Side.CreateAsync(work) };
        foreach (var (tenant, kind, first, second) in calls)
        {
            await tenants[tenant].ActAsync(kind, first, second);
            work.Tenancy.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        foreach (var tenant in tenants)
        {
            await tenant.CheckAsync();
            await tenant.CheckUnseenByAsync(tenants.Single(other => other != tenant));
        }
    }

    private sealed class Side(LibraryWork work, TenantVault vault)
    {
        private readonly LibraryModel _model = new();
        private readonly Dictionary<VectorStoreId, IndexReplica> _replicas = [];
        private int _texts;

        public static async Task<Side> CreateAsync(LibraryWork work) => new(work, await work.Tenancy.CreateVaultAsync());

        public Task ActAsync(int kind, int first, int second) => kind switch
        {
            0 or 1 => UploadAsync(),
            2 => CreateStoreAsync(),
            3 or 4 => AttachAsync(first, second),
            5 => DetachAsync(first, second),
            6 => UpdateAsync(first, second),
            7 => DeleteFileAsync(first),
            8 => second == 0 ? DeleteStoreAsync(first) : CatchUpAsync(),
            _ => IngestAsync(),
        };

        public async Task CheckAsync()
        {
            var files = await work.Tenancy.Files.ListAsync(vault, null, new ListWindow<FileId>(1_000, IsDescending: false), Cancel);
            Assert.Equal(_model.Files.Keys.OrderBy(static file => file.Value, StringComparer.Ordinal), files.Items.Select(static file => file.Id));
            foreach (var (file, text) in _model.Files)
            {
                await using var stream = (await work.Tenancy.Files.OpenReadAsync(vault, file, Cancel))!;
                Assert.Equal(text, await new StreamReader(stream).ReadToEndAsync(Cancel));
            }

            var stores = await work.Tenancy.VectorStores.ListAsync(vault, new ListWindow<VectorStoreId>(100, IsDescending: false), Cancel);
            Assert.Equal(_model.Stores.Keys.OrderBy(static store => store.Value, StringComparer.Ordinal), stores.Items.Select(static store => store.Id));
            await CatchUpAsync();
            foreach (var store in stores.Items)
            {
                await CheckStoreAsync(store);
            }
        }

        public async Task CheckUnseenByAsync(Side other)
        {
            foreach (var (store, attached) in _model.Stores)
            {
                Assert.Null(await work.Tenancy.VectorStores.FindAsync(other.Vault, store, Cancel));
                Assert.Null(await work.Tenancy.StoreDocuments.ReadChangesAsync(other.Vault, store, 0, isFirstLoad: true, new WantedVectors(null, 4), Cancel));
                foreach (var file in attached.Keys)
                {
                    Assert.Null(await work.Tenancy.StoreFiles.FindAsync(other.Vault, store, file, Cancel));
                    Assert.Null(await work.TextAsync(other.Vault, store, file));
                }
            }
        }

        private TenantVault Vault => vault;

        private async Task CheckStoreAsync(VectorStore store)
        {
            var attached = _model.Stores[store.Id];
            var done = attached.Where(static pair => pair.Value.IsDone).ToDictionary();
            Assert.Equal(new FileCounts(attached.Count - done.Count, done.Count, 0, 0), store.Counts);
            var listed = await work.Tenancy.StoreFiles.ListAsync(vault, store.Id, null, null, new ListWindow<FileId>(100), Cancel);
            Assert.Equal(attached.Keys.ToHashSet(), listed.Items.Select(static file => file.File).ToHashSet());
            Assert.Equal(store.UsageBytes, listed.Items.Sum(static file => file.UsageBytes));
            foreach (var file in listed.Items)
            {
                var wanted = attached[file.File];
                Assert.Equal(wanted.IsDone ? StoreFileState.Completed : StoreFileState.InProgress, file.State);
                Assert.Equal((wanted.Attribute, string.Join(',', wanted.Labels)), (file.Attributes["n"].Number, string.Join(',', file.Labels)));
                Assert.Equal(wanted.IsDone ? _model.Files[file.File] : null, await work.TextAsync(vault, store.Id, file.File));
            }

            var known = _replicas[store.Id].Documents;
            Assert.Equal(done.Keys.ToHashSet(), known.Keys.ToHashSet());
            foreach (var (file, document) in known)
            {
                Assert.Equal((done[file].Attribute, string.Join(',', done[file].Labels)), (document.Attributes["n"].Number, string.Join(',', document.Labels)));
                Assert.Equal(FakeEmbedder.Of("fake/1", _model.Files[file]), Assert.Single(document.Chunks).Vector.ToArray());
            }
        }

        private async Task UploadAsync()
        {
            var text = $"text {_texts++} of {vault.Tenant}";
            _model.Files.Add(await work.UploadAsync(vault, text), text);
        }

        private async Task CreateStoreAsync()
        {
            var store = (await work.CreateStoreAsync(vault)).Id;
            _model.Stores.Add(store, []);
            _replicas.Add(store, new IndexReplica(work.Tenancy.StoreDocuments, vault, store));
        }

        private async Task AttachAsync(int first, int second)
        {
            if (Pick(_model.Stores.Keys, first) is { } store && Pick(_model.Files.Keys, second) is { } file)
            {
                var draft = new StoreFileDraft(file) { Attributes = Attributes(first), Labels = Labels(second) };
                await work.Tenancy.StoreFiles.AttachAsync(vault, store, draft, Cancel);
                _model.Stores[store][file] = new LibraryModel.Attachment(false, first, Labels(second));
            }
        }

        private async Task DetachAsync(int first, int second)
        {
            if (Pick(_model.Stores.Keys, first) is { } store && Pick(_model.Files.Keys, second) is { } file)
            {
                Assert.Equal(_model.Stores[store].Remove(file), await work.Tenancy.StoreFiles.DetachAsync(vault, store, file, Cancel));
            }
        }

        private async Task UpdateAsync(int first, int second)
        {
            if (Pick(_model.Stores.Keys, first) is { } store && Pick(_model.Files.Keys, second) is { } file)
            {
                var labels = first % 2 == 0 ? Labels(first) : null;
                var updated = await work.Tenancy.StoreFiles.UpdateAsync(vault, store, file, Attributes(100 + second), labels, Cancel);
                if (_model.Stores[store].TryGetValue(file, out var present))
                {
                    _model.Stores[store][file] = present with { Attribute = 100 + second, Labels = labels ?? present.Labels };
                }

                Assert.Equal(present is not null, updated is not null);
            }
        }

        private async Task DeleteFileAsync(int first)
        {
            if (Pick(_model.Files.Keys, first) is { } file)
            {
                Assert.True(await work.Tenancy.Files.DeleteAsync(vault, file, Cancel));
                _model.DeleteFile(file);
            }
        }

        private async Task DeleteStoreAsync(int first)
        {
            if (Pick(_model.Stores.Keys, first) is { } store)
            {
                Assert.True(await work.Tenancy.VectorStores.DeleteAsync(vault, store, Cancel));
                _model.Stores.Remove(store);
                _replicas.Remove(store);
            }
        }

        // All that wait are ingested by the one worker, of every tenant in the database: only this one's are asked for here.
        private async Task IngestAsync()
        {
            while (await ClaimedAsync())
            {
            }

            foreach (var attached in _model.Stores.Values)
            {
                foreach (var (file, present) in attached.ToList())
                {
                    attached[file] = present with { IsDone = true };
                }
            }
        }

        private Task<bool> ClaimedAsync() => work.NewWorker().WorkOnceAsync(vault, Cancel);

        private async Task CatchUpAsync()
        {
            foreach (var replica in _replicas.Values)
            {
                await replica.CatchUpAsync();
            }
        }

        private static Dictionary<string, AttributeValue> Attributes(int number) => new() { ["n"] = new(number) };

        private static string[] Labels(int number) => [.. ((string[])["legal", "board", "staff"]).Where((_, i) => (number >> i & 1) == 1)];

        private static T? Pick<T>(IEnumerable<T> from, int which)
            where T : struct
        {
            var all = from.ToList();
            return all.Count == 0 ? null : all[which % all.Count];
        }
    }
}
