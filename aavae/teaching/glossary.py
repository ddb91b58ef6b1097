"""The glossary: every term that pages use, by group and then in an order that one can read through."""

from aavae.language import N_
from aavae.teaching.term import Source, Term

GROUPS: dict[str, str] = {
    "models": N_("Models"),
    "latents": N_("Latents and noise"),
    "views": N_("Augmentation and views"),
    "training": N_("Training"),
    "probes": N_("Probes and statistics"),
    "similarity": N_("Similarity and the shape of a representation"),
    "maps": N_("Maps"),
    "generation": N_("Generation"),
    "studies": N_("Studies and data"),
}
"""Key of a group -> its title."""

_AAVAE = Source("Falcon, Jha, Koker and Cho, 2021", "https://arxiv.org/abs/2107.12329")
_VAE = Source("Kingma and Welling, 2013", "https://arxiv.org/abs/1312.6114")
_SIMCLR = Source("Chen, Kornblith, Norouzi and Hinton, 2020", "https://arxiv.org/abs/2002.05709")
_ACTIVE = Source("Burda, Grosse and Salakhutdinov, 2015", "https://arxiv.org/abs/1509.00519")
_EX_POST = Source("Ghosh et al., 2019", "https://arxiv.org/abs/1903.12436")
_SPHERE = Source("Wang and Isola, 2020", "https://arxiv.org/abs/2005.10242")
_RANK_ME = Source("Garrido et al., 2022", "https://arxiv.org/abs/2210.02885")
_PRECISION = Source("Kynkäänniemi et al., 2019", "https://arxiv.org/abs/1904.06991")
_TRUST = Source("Venna and Kaski, 2001")

GLOSSARY: dict[str, Term] = {
    # Models
    "autoencoder": Term(
        N_("Autoencoder (AE)"),
        "models",
        N_(
            "A model that squeezes an image into a few numbers and learns to paint the image again from them."
        ),
        N_(
            "It has two networks: an [encoder](term:encoder) that squeezes and a [decoder](term:decoder) "
            "that paints. It needs no labels. A plain AE sees the original image and adds no noise; the "
            "methods of this app are one autoencoder with three switches, and a plain AE has all three off."
        ),
        see=("encoder", "decoder", "vae", "aavae", "reconstruction"),
        places=("home", "results"),
    ),
    "vae": Term(
        N_("Variational autoencoder (VAE)"),
        "models",
        N_(
            "A model that squeezes an image into a small cloud of numbers, paints it again from a point of "
            "that cloud, and keeps all clouds near one fixed shape."
        ),
        N_(
            "The encoder gives a [posterior](term:posterior), the decoder paints from a noisy sample "
            "[z](term:z), and a [KL term](term:kl-divergence) keeps each posterior near the "
            "[prior](term:prior). So it can paint new images from the prior; what it learns of an image is "
            "of little use to a [linear probe](term:linear-probe)."
        ),
        see=("autoencoder", "beta", "posterior", "prior", "aavae"),
        places=("home", "results", "beta"),
        sources=(_VAE,),
    ),
    "denoising-autoencoder": Term(
        N_("Denoising autoencoder"),
        "models",
        N_(
            "A model that squeezes a distorted image into a few numbers and must paint the original one "
            "from them."
        ),
        N_(
            "Here the distortion is the same [augmentation](term:augmentation) that an [AAVAE](term:aavae) "
            "gets; it samples nothing and has no KL term. Beside an AAVAE it shows what augmenting alone "
            "does."
        ),
        see=("autoencoder", "aavae", "augmentation", "ablation"),
        places=("home", "ablation"),
        sources=(Source("Vincent et al., 2008", "https://doi.org/10.1145/1390156.1390294"),),
    ),
    "aavae": Term(
        N_("Augmentation-Augmented VAE (AAVAE)"),
        "models",
        N_(
            "A model that squeezes a distorted image into a small cloud of numbers and must paint the "
            "original one from a point of that cloud."
        ),
        N_(
            "It changes two things of a [VAE](term:vae): the encoder sees an "
            "[augmented](term:augmentation) image, while the target stays the original; and the [KL "
            "term](term:kl-divergence) goes. What an augmentation changes does not help it to paint the "
            "original, so it learns to look past it. *AAVAE + features* is an extension that is not in the "
            "paper: the decoder also predicts [patch features](term:patch-features) of the original."
        ),
        see=("vae", "denoising-autoencoder", "augmentation", "simclr", "patch-features"),
        places=("home", "race", "ablation"),
        sources=(_AAVAE,),
    ),
    "simclr": Term(
        N_("SimCLR"),
        "models",
        N_(
            "A method that learns by telling which two distorted pictures are of the same image, without "
            "ever painting one."
        ),
        N_(
            "It is [contrastive](term:contrastive): two [views](term:view) of an image are pulled together, "
            "all other images of the [batch](term:batch) are pushed away, by the loss "
            "[NT-Xent](term:nt-xent). It has no [decoder](term:decoder), so it neither reconstructs nor "
            "generates. Here its mu is its projection of [h](term:h)."
        ),
        see=("contrastive", "nt-xent", "view", "aavae"),
        places=("home", "results", "similarity"),
        sources=(_SIMCLR,),
    ),
    "encoder": Term(
        N_("Encoder"),
        "models",
        N_("The network that turns an image into numbers."),
        N_(
            "All shipped models have the same one, which looks at an image in small patches and is made for "
            "CPUs. Its averaged output is [h](term:h); a small network on top of it, the head, makes "
            "[mu](term:mu) and the [log variance](term:log-variance) of h. The paper's encoder is a "
            "[ResNet](term:resnet)."
        ),
        see=("decoder", "h", "mu", "representation", "resnet"),
        places=("layers", "train"),
    ),
    "decoder": Term(
        N_("Decoder"),
        "models",
        N_("The network that paints an image from numbers."),
        N_(
            "It paints from a [latent](term:latent): in training from a sample [z](term:z) or from "
            "[mu](term:mu), here on the pages from mu unless a page says otherwise. It can also paint from a "
            "latent that no image gave, which is how an autoencoder generates. SimCLR has none."
        ),
        see=("encoder", "latent", "reconstruction", "sample"),
        places=("one-image", "samples"),
    ),
    "resnet": Term(
        N_("ResNet"),
        "models",
        N_(
            "A widely used kind of network for images, in which each step adds a correction to what it was "
            "given."
        ),
        N_(
            "The number says how many layers it has. The paper trains a ResNet-50; on a CPU a training of "
            "one sees very few images in an hour, so the shipped models have a smaller encoder."
        ),
        see=("encoder", "batch-norm"),
        places=("results", "train"),
        sources=(Source("He et al., 2015", "https://arxiv.org/abs/1512.03385"),),
    ),
    "patch-features": Term(
        N_("Patch features"),
        "models",
        N_(
            "Numbers that say how much each small part of an image looks like one of 256 patches of other "
            "images."
        ),
        N_(
            "The method *AAVAE + features* predicts them as a second target beside the pixels. Nobody trains "
            "them: the patches are drawn at random from the training images."
        ),
        see=("aavae", "loss"),
        places=("home", "train"),
        sources=(Source("Coates, Lee and Ng, 2011"),),
    ),
    # Latents and noise
    "representation": Term(
        N_("Representation"),
        "latents",
        N_("The numbers that a model turns an image into."),
        N_(
            "Three of them can be looked at on all pages: [h](term:h), [mu](term:mu) and [z](term:z). A "
            "representation is good if simple means, such as a straight line, can read off it what is in the "
            "image."
        ),
        see=("h", "mu", "z", "features", "linear-probe"),
        places=("probe", "layers"),
    ),
    "features": Term(
        N_("Features"),
        "latents",
        N_("Numbers that a network computes from an image and that something else is built on."),
        N_("On these pages it mostly means [h](term:h), the encoder's features, which the paper probes."),
        see=("representation", "h"),
        places=("probe",),
    ),
    "h": Term(
        N_("h"),
        "latents",
        N_("The numbers that come out of the encoder, averaged over the image."),
        N_(
            "The shipped models have 512 of them. The paper's [linear probe](term:linear-probe) reads h, and "
            "so do the tables here. h mostly does better than [mu](term:mu), which is nearer to what the "
            "model was trained for: cutting off a network's last layers helps."
        ),
        see=("mu", "z", "representation", "linear-probe"),
        places=("layers", "probe"),
        sources=(Source("Bordes et al., 2022", "https://arxiv.org/abs/2206.13378"),),
    ),
    "mu": Term(
        N_("mu"),
        "latents",
        N_("The middle of the cloud of numbers that a model describes an image by."),
        N_(
            "It is the mean of the [posterior](term:posterior), 128 numbers in the shipped models, computed "
            "from [h](term:h), and all that the [decoder](term:decoder) needs. SimCLR has no posterior; its "
            "projection of h stands in its place."
        ),
        see=("h", "z", "log-variance", "posterior", "latent"),
        places=("probe-mu", "latents"),
    ),
    "z": Term(
        N_("z"),
        "latents",
        N_("A random point of the cloud of numbers that a model describes an image by."),
        N_(
            "It is a [sample](term:sample) of the [posterior](term:posterior): [mu](term:mu) plus noise "
            "whose size is given by the [log variance](term:log-variance). A VAE and an AAVAE paint from z "
            "in training. AE and denoising AE paint from mu."
        ),
        see=("mu", "log-variance", "sample", "signal-to-noise"),
        places=("latents",),
    ),
    "latent": Term(
        N_("Latent"),
        "latents",
        N_("One of the numbers that the decoder paints from, or all of them together."),
        N_(
            "The shipped models have 128. Pages speak of *the latent* of an image when they mean all of "
            "them, its [mu](term:mu) or [z](term:z), and of *latents* when they count single numbers."
        ),
        see=("mu", "z", "active-latents", "latent-direction"),
        places=("latents", "map"),
    ),
    "log-variance": Term(
        N_("Log variance"),
        "latents",
        N_(
            "The logarithm of how widely the cloud of numbers that describes an image is spread, for each "
            "number."
        ),
        N_(
            "The noise in [z](term:z) has the variance exp(log variance). Without a [KL "
            "term](term:kl-divergence) nothing holds it where a decoder ignores the latent, so the models "
            "here keep it softly between −10 and 10."
        ),
        see=("mu", "z", "posterior", "signal-to-noise"),
        places=("latents",),
    ),
    "posterior": Term(
        N_("Posterior"),
        "latents",
        N_("The cloud of numbers that an encoder describes one image by."),
        N_(
            "It is a Gaussian with a mean [mu](term:mu) and a variance of its own for each latent. A narrow "
            "one says: this image is just here. One that equals the [prior](term:prior) says nothing of its "
            "image: it has [collapsed](term:collapse)."
        ),
        see=("prior", "mu", "log-variance", "kl-divergence", "collapse"),
        places=("latents", "similarity-kl"),
        sources=(_VAE,),
    ),
    "prior": Term(
        N_("Prior"),
        "latents",
        N_("The fixed cloud of numbers that some models must keep the clouds of all their images near."),
        N_(
            "It is N(0, I): a Gaussian with mean 0 and variance 1 in every latent. Samples of it can be "
            "painted. Where no image's latent lies near them, they fall into a *hole* of the prior, and the "
            "picture is poor; [ex-post density estimation](term:ex-post-density) mends that."
        ),
        see=("posterior", "kl-divergence", "sample", "ex-post-density"),
        places=("samples",),
        sources=(_VAE,),
    ),
    "kl-divergence": Term(
        N_("KL divergence, KL term"),
        "latents",
        N_("A number that says how far one cloud of numbers is from another, 0 if they are the same."),
        N_(
            "The KL term of a loss is the KL divergence of an image's [posterior](term:posterior) from the "
            "[prior](term:prior), summed over the latents, in [nats](term:nats), times [beta](term:beta). An "
            "AAVAE drops it. The Similarity page also measures two views by the KL divergence between their "
            "posteriors."
        ),
        see=("beta", "prior", "posterior", "nats", "loss"),
        places=("beta", "latents", "similarity-kl"),
        sources=(_VAE,),
    ),
    "beta": Term(
        N_("Beta"),
        "latents",
        N_("How much a training cares about keeping its numbers near the fixed shape, beside painting well."),
        N_(
            "It is the weight of the [KL term](term:kl-divergence) in the [loss](term:loss): 1 for a VAE, 0 "
            "for an AAVAE. The larger it is, the more latents give up and hold nothing but noise."
        ),
        see=("kl-divergence", "vae", "collapse"),
        places=("beta", "train", "wrong-beta"),
        sources=(Source("Higgins et al., 2017", "https://openreview.net/forum?id=Sy2fzU9gl"),),
    ),
    "signal-to-noise": Term(
        N_("Signal-to-noise ratio"),
        "latents",
        N_("How much a number changes from image to image, beside the noise that is added to it."),
        N_(
            "For each [latent](term:latent): the variance of [mu](term:mu) over images divided by the mean "
            "variance of the [posterior](term:posterior). Above 1 the images move it more than the noise "
            "does. It does not depend on the scale of a latent."
        ),
        see=("informative-latents", "active-latents", "z"),
        places=("latents",),
    ),
    "active-latents": Term(
        N_("Active latents"),
        "latents",
        N_("The numbers of a model whose middle really moves from image to image."),
        N_(
            "A [latent](term:latent) is active if its [mu](term:mu) has a variance above 0.01 over the test "
            "images. The scale of mu counts, which a loss without a [KL term](term:kl-divergence) leaves "
            "free; [informative latents](term:informative-latents) do not depend on it."
        ),
        see=("informative-latents", "collapse", "signal-to-noise"),
        places=("latents", "beta"),
        sources=(_ACTIVE,),
    ),
    "informative-latents": Term(
        N_("Informative latents"),
        "latents",
        N_("The numbers of a model that images move more than noise does."),
        N_("Those [latents](term:latent) whose [signal-to-noise ratio](term:signal-to-noise) is above 1."),
        see=("active-latents", "signal-to-noise"),
        places=("latents",),
    ),
    "collapse": Term(
        N_("Collapse"),
        "latents",
        N_("When a model, or a part of its numbers, says the same of every image."),
        N_(
            "A *posterior* collapses where a latent is as good as the [prior](term:prior) for every image, "
            "which a large [beta](term:beta) causes. A *representation* collapses onto one point or a few "
            "directions, which [RankMe](term:effective-rank) and [uniformity](term:uniformity) show. The "
            "sentences beside the models on Diagnostics and the map judge by such numbers."
        ),
        see=("posterior", "active-latents", "effective-rank", "uniformity"),
        places=("latents", "beta", "spectrum", "wrong-collapse"),
        sources=(
            Source("Bowman et al., 2015", "https://arxiv.org/abs/1511.06349"),
            Source("Jing et al., 2021", "https://arxiv.org/abs/2110.09348"),
        ),
    ),
    # Augmentation and views
    "augmentation": Term(
        N_("Augmentation"),
        "views",
        N_("Changing an image at random in ways that leave what it shows: cut, mirrored, recoloured."),
        N_(
            "Here it is SimCLR's for CIFAR-10, as in the paper: a [crop](term:crop), a mirror image half of "
            "the time, [colour jitter](term:jitter) and now and then no colour at all. A picture that comes "
            "out of it is a [view](term:view)."
        ),
        see=("view", "crop", "jitter", "invariance"),
        places=("one-image", "strength", "views"),
        sources=(_AAVAE, _SIMCLR),
    ),
    "view": Term(
        N_("View"),
        "views",
        N_("What becomes of an image when it is cut, mirrored and recoloured at random once."),
        N_(
            "Two views of one image are two independent draws of the [augmentation](term:augmentation). A "
            "model that has learned what an image shows finds them alike."
        ),
        see=("augmentation", "invariance", "auc"),
        places=("views", "wall", "similarity"),
    ),
    "crop": Term(
        N_("Crop"),
        "views",
        N_("Cutting a random part out of an image and stretching it to the image's size."),
        N_(
            "The part has between 8 % and 100 % of the area and sides of 3 to 4 up to 4 to 3. Of all "
            "augmentations it changes an image the most."
        ),
        see=("augmentation", "view"),
        places=("one-image", "profile", "wrong-crops"),
        sources=(_SIMCLR,),
    ),
    "jitter": Term(
        N_("Colour jitter"),
        "views",
        N_("Changing brightness, contrast, strength and hue of an image's colours at random."),
        N_(
            "With strength s, 0.5 for CIFAR-10: brightness, contrast and saturation change by a factor of "
            "up to 0.8 s more or less, the hue by up to 0.2 s turns of the colour wheel; in 80 % of all "
            "views."
        ),
        see=("augmentation", "view"),
        places=("one-image", "profile"),
        sources=(_SIMCLR,),
    ),
    "invariance": Term(
        N_("Invariance"),
        "views",
        N_("How little a change of an image moves the numbers that a model turns it into."),
        N_(
            "Diagnostics: 1 minus the squared distance between an image and its own [view](term:view), "
            "divided by that between an image and views of other images; 1 where the change moves nothing, "
            "0 where the view might be of any image. The invariance profile on Reconstruct says the same by "
            "the [cosine](term:cosine-similarity)."
        ),
        see=("view", "style", "alignment"),
        places=("invariance", "profile"),
    ),
    "style": Term(
        N_("Style"),
        "views",
        N_("How a picture was cut and coloured, as opposed to what it shows."),
        N_(
            "Diagnostics asks whether a linear regression can read off a "
            "[representation](term:representation) where the [crop](term:crop) was and how the colours were "
            "changed: R² is 1 if it can, 0 if it does no better than the average. A model may drop the "
            "style or keep it."
        ),
        see=("invariance", "augmentation"),
        places=("style",),
    ),
    "reconstruction": Term(
        N_("Reconstruction"),
        "views",
        N_("What a model paints when it has squeezed an image into numbers."),
        N_(
            "An AE and a VAE are trained to paint what they see, so they paint a distortion again. A "
            "denoising AE and an [AAVAE](term:aavae) are trained to paint the original, and guess what it "
            "was: the blurred mean of what it might have been."
        ),
        see=("decoder", "reconstruction-error", "wall"),
        places=("one-image", "many-images", "home"),
    ),
    "reconstruction-error": Term(
        N_("Reconstruction error (MSE)"),
        "views",
        N_(
            "How far a painted image is from the original: the mean of the squared differences of all pixels."
        ),
        N_(
            "Pixels run from 0 to 1, so 0 is perfect. It is measured against the original image, also where "
            "the encoder saw a distorted one. A small error does not make a good "
            "[representation](term:representation): the AE has the smallest and the weakest probe."
        ),
        see=("reconstruction", "likelihood", "linear-probe"),
        places=("many-images", "results"),
    ),
    "wall": Term(
        N_("Wall of reconstructions"),
        "views",
        N_(
            "Many distorted pictures of one image side by side, and beside them what each model paints of "
            "them."
        ),
        N_(
            "A wall of 64 [views](term:view). A model that looks past the augmentation paints one picture 64 "
            "times: its wall *varies* little. How much, is the variance over the views, averaged over all "
            "pixels, divided by that of the views themselves."
        ),
        see=("view", "reconstruction", "invariance"),
        places=("wall",),
    ),
    # Training
    "loss": Term(
        N_("Loss"),
        "training",
        N_("The number that a training makes smaller, step by step."),
        N_(
            "For an autoencoder it is the negative log [likelihood](term:likelihood) of the image plus "
            "[beta](term:beta) times the [KL term](term:kl-divergence), in [nats](term:nats) an image: sums "
            "over pixels and latents, means over the batch. SimCLR's is [NT-Xent](term:nt-xent). Losses of "
            "different methods do not compare."
        ),
        see=("likelihood", "kl-divergence", "nt-xent", "nats"),
        places=("watch", "race"),
    ),
    "likelihood": Term(
        N_("Likelihood"),
        "training",
        N_("How probable a model finds what is really there: the higher, the better it fits."),
        N_(
            "Of an image: a Gaussian around the painted picture with a standard deviation of 1, so that its "
            "negative logarithm is half of the squared error, and a constant. Of a latent, on Generate: how "
            "probable a fitted [density](term:ex-post-density) finds it, in nats a dimension."
        ),
        see=("loss", "reconstruction-error", "nats", "ex-post-density"),
        places=("watch", "samples"),
    ),
    "nats": Term(
        N_("Nats"),
        "training",
        N_("The unit of information that belongs to the natural logarithm: 1 nat is about 1.44 bits."),
        N_(
            "Losses, log [likelihoods](term:likelihood) and [KL divergences](term:kl-divergence) are in "
            "nats. A difference of 1 nat means that something is 2.72 times as probable."
        ),
        see=("loss", "likelihood", "kl-divergence"),
        places=("watch", "latents"),
    ),
    "contrastive": Term(
        N_("Contrastive learning"),
        "training",
        N_("Learning by pulling together what belongs together and pushing apart what does not."),
        N_(
            "What belongs together are two [views](term:view) of one image; what does not, views of other "
            "images. [SimCLR](term:simclr) learns so. An autoencoder never compares images with each other."
        ),
        see=("simclr", "nt-xent", "view"),
        places=("results",),
        sources=(_SIMCLR,),
    ),
    "nt-xent": Term(
        N_("NT-Xent"),
        "training",
        N_(
            "A number, made smaller by SimCLR, that says how hard it is to find the other picture of the "
            "same image."
        ),
        N_(
            "Normalised, temperature-scaled cross entropy: for each [view](term:view) of a "
            "[batch](term:batch), the [cosine](term:cosine-similarity) to its partner against those to all "
            "other views, divided by a temperature. The smaller the temperature, the more the nearest ones "
            "count."
        ),
        see=("simclr", "contrastive", "cosine-similarity", "batch"),
        places=("train",),
        sources=(_SIMCLR,),
    ),
    "epoch": Term(
        N_("Epoch"),
        "training",
        N_("One pass of a training over all its images."),
        N_(
            "The shipped AAVAE was trained for 230 epochs of 50,000 images, the paper's for 3,200. After an "
            "epoch a run measures itself, and keeps a [snapshot](term:snapshot) after 0, 1, 2, 4, 8, … of "
            "them."
        ),
        see=("batch", "snapshot", "learning-rate"),
        places=("watch", "train", "results"),
    ),
    "batch": Term(
        N_("Batch"),
        "training",
        N_("The images that a training looks at together before it changes its weights once."),
        N_(
            "256 unless one chooses otherwise, as in the paper. Of a batch SimCLR takes the images that it "
            "pushes apart, so its batch size matters more."
        ),
        see=("epoch", "batch-norm", "nt-xent"),
        places=("train", "sensitivity", "wrong-batch"),
    ),
    "batch-norm": Term(
        N_("Batch norm"),
        "training",
        N_(
            "A layer that shifts and scales numbers so that over the images looked at together they are "
            "alike."
        ),
        N_(
            "In training it uses the statistics of the [batch](term:batch), afterwards ones that it has "
            "kept. A model that saw augmented images alone has kept those of augmented ones: so after the "
            "last epoch they are computed again on clean images (*Recalibrate batch norm*)."
        ),
        see=("batch", "encoder"),
        places=("train",),
        sources=(Source("Ioffe and Szegedy, 2015", "https://arxiv.org/abs/1502.03167"),),
    ),
    "learning-rate": Term(
        N_("Learning rate"),
        "training",
        N_("How far each step of a training changes the weights of a model."),
        N_(
            "It changes during a training: *one-cycle* lets it rise for 20 % of the steps and then fall to "
            "0, *constant* keeps it after the [warm-up](term:warm-up). The form sets its peak."
        ),
        see=("warm-up", "optimiser"),
        places=("train", "sensitivity", "wrong-rate"),
        sources=(Source("Smith and Topin, 2017", "https://arxiv.org/abs/1708.07120"),),
    ),
    "warm-up": Term(
        N_("Warm-up"),
        "training",
        N_("The first part of a training, in which the steps grow from nothing to their full length."),
        N_(
            "The paper has 10 epochs of it. The [learning rate](term:learning-rate) grows in a straight line."
        ),
        see=("learning-rate", "epoch"),
        places=("train",),
    ),
    "optimiser": Term(
        N_("Optimiser"),
        "training",
        N_("The rule by which a training changes the weights of a model to make its loss smaller."),
        N_(
            "AdamW scales the step of each weight by how much its gradients vary. Muon, the default for the "
            "encoder, changes whole matrices at once and makes more of few [epochs](term:epoch). The paper "
            "uses Adam."
        ),
        see=("learning-rate", "loss"),
        places=("train", "results"),
        sources=(Source("Loshchilov and Hutter, 2017", "https://arxiv.org/abs/1711.05101"),),
    ),
    "seed": Term(
        N_("Seed"),
        "training",
        N_("A number that decides all that is random, so that the same number gives the same result again."),
        N_(
            "Of a training it decides the first weights, the order of the images, the augmentations and the "
            "noise. Several seeds show what chance does. A *draw number* on a page is a seed, too."
        ),
        see=("confidence-interval", "sensitivity"),
        places=("train", "ablation"),
    ),
    "checkpoint": Term(
        N_("Checkpoint"),
        "training",
        N_("A file with the weights of a model."),
        N_(
            "The shipped models are checkpoints in the repository. A run of one's own writes its state "
            "while it trains, so that it can be stopped and resumed; Jobs also imports checkpoints of the "
            "paper's code."
        ),
        see=("snapshot", "run"),
        places=("jobs",),
    ),
    "snapshot": Term(
        N_("Snapshot"),
        "training",
        N_("A model as it was at some point of its training."),
        N_(
            "Runs keep one after 0, 1, 2, 4, 8, … [epochs](term:epoch). The slider *Training, in epochs* "
            "shows all models of a page as they were then, or at their latest snapshot before."
        ),
        see=("epoch", "checkpoint"),
        places=("one-image", "map"),
    ),
    # Probes and statistics
    "linear-probe": Term(
        N_("Linear probe, linear classifier"),
        "probes",
        N_(
            "Guessing what an image shows by straight borders between classes, drawn in the numbers of a "
            "finished model."
        ),
        N_(
            "It is a classifier; the model itself does not change and never saw a label. The better the "
            "probe does on new images, the more of an image's content lies in plain sight in the "
            "[representation](term:representation). Here it is a logistic regression on standardised "
            "features; its penalty is chosen on a part of the training images."
        ),
        see=("knn-probe", "accuracy", "representation", "baseline"),
        places=("probe", "labels", "layers", "results"),
        sources=(Source("Alain and Bengio, 2016", "https://arxiv.org/abs/1610.01644"),),
    ),
    "knn-probe": Term(
        N_("kNN probe"),
        "probes",
        N_("Guessing an image's class by a vote of the training images that a model finds most alike."),
        N_(
            "The 20 nearest vote, by [cosine](term:cosine-similarity) of standardised features, the nearer "
            "the more. Nothing is trained, so it is quick: *kNN accuracy* is followed during a training."
        ),
        see=("linear-probe", "accuracy", "cosine-similarity"),
        places=("results", "watch", "map"),
        sources=(Source("Wu et al., 2018", "https://arxiv.org/abs/1805.01978"),),
    ),
    "accuracy": Term(
        N_("Accuracy"),
        "probes",
        N_("The part of the images whose class is guessed right."),
        N_(
            "Always of images that the classifier has not seen. Guessing at random among ten classes of "
            "equal size gets 10 %. *Points* are differences of two percentages."
        ),
        see=("linear-probe", "knn-probe", "confidence-interval", "confusion-matrix"),
        places=("probe", "results"),
    ),
    "confusion-matrix": Term(
        N_("Confusion matrix"),
        "probes",
        N_("A table that says how often each class is taken for each other one."),
        N_("Rows are the true classes, columns the guesses; what is right stands on the diagonal."),
        see=("accuracy", "linear-probe"),
        places=("probe",),
    ),
    "confidence-interval": Term(
        N_("Confidence interval"),
        "probes",
        N_("A range that holds the true value of a measured number most of the time, here 95 % of the time."),
        N_(
            "It says what chance in the choice of the images does to a number: Wilson's for accuracies, the "
            "[bootstrap](term:bootstrap) for most others. Unless a page says so it does not cover the "
            "[seed](term:seed) of the training."
        ),
        see=("bootstrap", "seed", "accuracy"),
        places=("probe", "similarity", "ablation"),
        sources=(Source("Wilson, 1927"),),
    ),
    "bootstrap": Term(
        N_("Bootstrap"),
        "probes",
        N_(
            "Measuring again and again on images drawn anew from those that there are, to see what chance "
            "does."
        ),
        N_(
            "1,000 times as many images as there are, each drawn with replacement; the middle 95 % of what "
            "comes out is the [interval](term:confidence-interval)."
        ),
        see=("confidence-interval",),
        places=("similarity", "wall"),
    ),
    "label": Term(
        N_("Label"),
        "probes",
        N_("The name of what an image shows, given by people."),
        N_(
            "No model here is trained with labels; only [probes](term:linear-probe) use them, and the "
            "colours of the map. Fewer labels make probes worse, which *Number of labels* shows."
        ),
        see=("linear-probe", "knn-probe"),
        places=("labels", "sets"),
    ),
    # Similarity and the shape of a representation
    "cosine-similarity": Term(
        N_("Cosine similarity"),
        "similarity",
        N_("How nearly two lists of numbers point in the same direction: 1 the same, 0 across, −1 opposite."),
        N_(
            "Cosines of two models do not compare as they are, since nothing fixes where a model puts its "
            "zero: compare [AUC](term:auc), or the invariance profile."
        ),
        see=("auc", "knn-probe", "invariance"),
        places=("similarity", "one-image"),
    ),
    "histogram": Term(
        N_("Histogram"),
        "similarity",
        N_("A picture of how often each value occurs: the higher the bar, the more often."),
        N_(
            "On Similarity one histogram is of pairs of [views](term:view) of the same image and one of "
            "pairs of different images. The further they part, the better a model knows which views belong "
            "together."
        ),
        see=("auc", "overlap"),
        places=("similarity", "race"),
    ),
    "auc": Term(
        N_("AUC"),
        "similarity",
        N_(
            "How often a pair of pictures of one image is found more alike than a pair of two images: 1 "
            "always, 0.5 by chance."
        ),
        N_(
            "It is the area under the ROC curve, and depends on the order of the pairs alone, not on the "
            "scale of a measure: so it compares models."
        ),
        see=("histogram", "overlap", "cosine-similarity", "view"),
        places=("similarity", "home", "race"),
    ),
    "overlap": Term(
        N_("Overlap"),
        "similarity",
        N_("The area that two histograms share: 1 where they are the same, 0 where they are apart."),
        N_(
            "The smaller the overlap of the two [histograms](term:histogram), the better they tell pairs "
            "apart."
        ),
        see=("histogram", "auc", "effect-size"),
        places=("similarity", "extreme-pairs"),
    ),
    "effect-size": Term(
        N_("Effect size"),
        "similarity",
        N_("How far two means are apart, measured by how widely the values around them spread."),
        N_("Cohen's d: the difference of the means, divided by the root of the mean of the two variances."),
        see=("overlap", "auc"),
        places=("similarity",),
    ),
    "alignment": Term(
        N_("Alignment"),
        "similarity",
        N_("How near a model puts two pictures of the same image to each other: the lower, the nearer."),
        N_(
            "The mean squared distance of the two [views](term:view) of an image, every vector scaled to "
            "length 1; from 0 to 4. A model that puts everything in one point is perfectly aligned, so look "
            "at [uniformity](term:uniformity) as well."
        ),
        see=("uniformity", "invariance", "collapse"),
        places=("geometry",),
        sources=(_SPHERE,),
    ),
    "uniformity": Term(
        N_("Uniformity"),
        "similarity",
        N_("How evenly a model spreads different images over all directions: the lower, the more evenly."),
        N_(
            "The logarithm of the mean of exp(−2 · squared distance) over pairs of different images, every "
            "vector scaled to length 1: −4 if they are spread evenly in many dimensions, 0 if all are in "
            "one point."
        ),
        see=("alignment", "collapse", "effective-rank"),
        places=("geometry",),
        sources=(_SPHERE,),
    ),
    "effective-rank": Term(
        N_("Effective rank (RankMe)"),
        "similarity",
        N_("In how many directions a model really spreads its images."),
        N_(
            "As many directions of equal strength would be as spread out as these features: exp of the "
            "entropy of the [singular values](term:spectrum), divided by their sum. It needs no labels, and "
            "says nothing of what the directions mean."
        ),
        see=("spectrum", "collapse", "uniformity"),
        places=("spectrum", "geometry"),
        sources=(_RANK_ME,),
    ),
    "spectrum": Term(
        N_("Spectrum, singular values"),
        "similarity",
        N_("How strongly images differ along each direction, from the strongest direction to the weakest."),
        N_(
            "A steep fall means that few directions do the work; where the line ends is the number of "
            "features."
        ),
        see=("effective-rank", "principal-direction"),
        places=("spectrum",),
    ),
    # Maps
    "map": Term(
        N_("Map"),
        "maps",
        N_(
            "A picture with a point for each image, in which images that a model finds alike lie close "
            "together."
        ),
        N_(
            "Trust which images lie beside each other; sizes of clumps and distances between clumps mean "
            "little. Each model has a map of its own, turned and scaled onto the first one."
        ),
        see=("umap", "trustworthiness", "neighbour-overlap"),
        places=("map", "map-projections"),
    ),
    "umap": Term(
        N_("UMAP"),
        "maps",
        N_("A method that lays out many points on a plane so that near ones stay near."),
        N_(
            "It keeps neighbourhoods and not distances. Two other methods, t-SNE and PCA, stand beside it "
            "under *Other projections*: what changes from one to the next is the method's, what stays is "
            "the model's."
        ),
        see=("map", "trustworthiness", "principal-direction"),
        places=("map", "map-projections"),
        sources=(
            Source("McInnes, Healy and Melville, 2018", "https://arxiv.org/abs/1802.03426"),
            Source("van der Maaten and Hinton, 2008", "https://jmlr.org/papers/v9/vandermaaten08a.html"),
        ),
    ),
    "trustworthiness": Term(
        N_("Trustworthiness"),
        "maps",
        N_("How far points that lie close together on a map are also close to the model: at best 1."),
        N_(
            "Points on the map that are none of the 15 nearest to the model cost the more, the further they "
            "are; a map at random has about 0.5."
        ),
        see=("map", "umap"),
        places=("map", "map-projections"),
        sources=(_TRUST,),
    ),
    "neighbour-overlap": Term(
        N_("Neighbour overlap"),
        "maps",
        N_(
            "How many of the images that one model finds nearest to an image another model finds nearest, "
            "too."
        ),
        N_("It is measured in the representation, so it does not depend on the [maps](term:map)."),
        see=("map", "knn-probe"),
        places=("map-models",),
    ),
    # Generation
    "sample": Term(
        N_("Sample"),
        "generation",
        N_("Something drawn at random: here a list of numbers, or the picture that is painted from it."),
        N_(
            "In training a sample [z](term:z) is drawn of each image's [posterior](term:posterior). On "
            "Generate samples are drawn of the [prior](term:prior), or of a [density](term:ex-post-density) "
            "that was fitted to the latents of images."
        ),
        see=("z", "prior", "ex-post-density"),
        places=("samples",),
    ),
    "ex-post-density": Term(
        N_("Ex-post density estimation"),
        "generation",
        N_("Finding out after the training where a model puts its images, so as to draw new ones there."),
        N_(
            "A Gaussian or a [mixture](term:mixture) is fitted to the latents of the training images. A "
            "model without a [KL term](term:kl-divergence), such as an AAVAE, needs it: its latents are not "
            "where the [prior](term:prior) is."
        ),
        see=("mixture", "prior", "sample", "likelihood"),
        places=("samples", "measured"),
        sources=(_EX_POST,),
    ),
    "mixture": Term(
        N_("Mixture of Gaussians (GMM)"),
        "generation",
        N_("Several bell-shaped clouds together, which can take almost any shape."),
        N_(
            "Here of ten Gaussians, fitted to the latents of all training images. A sample picks one of "
            "them, and then a point of it."
        ),
        see=("ex-post-density", "prior"),
        places=("samples", "measured"),
        sources=(_EX_POST,),
    ),
    "interpolation": Term(
        N_("Interpolation"),
        "generation",
        N_("Going from one image to another in small steps, not in pixels but in the numbers of a model."),
        N_(
            "*Linear* goes straight; *spherical* turns the direction and keeps about the length that the "
            "[prior](term:prior) gives a latent. If the model has learned something, one thing changes into "
            "the other; two that shine through each other are a mere cross-fade."
        ),
        see=("latent", "decoder", "latent-direction"),
        places=("between", "arithmetic"),
        sources=(Source("White, 2016", "https://arxiv.org/abs/1609.04468"),),
    ),
    "latent-direction": Term(
        N_("Latent direction"),
        "generation",
        N_(
            "A way to change the numbers of an image, all at once or one of them, and to see what is painted."
        ),
        N_(
            "Generate moves the [latent](term:latent) of one image along single latents, or along "
            "[principal directions](term:principal-direction), by up to three standard deviations."
        ),
        see=("latent", "principal-direction", "interpolation"),
        places=("directions",),
    ),
    "principal-direction": Term(
        N_("Principal direction (PCA)"),
        "generation",
        N_("The direction in which points differ the most, then the most of what is left, and so on."),
        N_(
            "Principal component analysis finds them. The two strongest ones make the quickest "
            "[map](term:map); the sign of a direction means nothing."
        ),
        see=("latent-direction", "spectrum", "map"),
        places=("directions", "map-projections"),
    ),
    "frechet-distance": Term(
        N_("Fréchet distance"),
        "generation",
        N_(
            "How far two crowds of pictures are apart, by the means and the spreads of the numbers that a "
            "network makes of them."
        ),
        N_(
            "Smaller is better. The [features](term:features) are those of the shipped SimCLR, so the "
            "numbers are not the Inception FID of papers and compare only within this app. It also counts "
            "how varied images are."
        ),
        see=("precision-recall", "sample", "features"),
        places=("measured",),
        sources=(Source("Heusel et al., 2017", "https://arxiv.org/abs/1706.08500"),),
    ),
    "precision-recall": Term(
        N_("Precision and recall"),
        "generation",
        N_(
            "What part of the painted pictures could be real, and what part of the real ones could be "
            "painted."
        ),
        N_(
            "A picture counts as covered if it lies within the distance from one of the other set to its "
            "third nearest neighbour, by [features](term:features) of the shipped SimCLR. Both are at best "
            "1."
        ),
        see=("frechet-distance", "sample"),
        places=("measured",),
        sources=(_PRECISION,),
    ),
    # Studies and data
    "ablation": Term(
        N_("Ablation"),
        "studies",
        N_("Turning the parts of a method on and off to see which of them does the work."),
        N_(
            "Here all eight combinations of three switches: [augment](term:augmentation), "
            "[sample](term:sample) and the [KL term](term:kl-divergence)."
        ),
        see=("sensitivity", "seed", "aavae"),
        places=("ablation",),
    ),
    "sensitivity": Term(
        N_("Sensitivity"),
        "studies",
        N_("How much a result depends on the settings that somebody chose."),
        N_(
            "The study changes one setting at a time: [batch](term:batch) size, number of latents, "
            "[learning rate](term:learning-rate), smallest [crop](term:crop), [colour jitter](term:jitter). "
            "The less the accuracy changes, the less one has to search."
        ),
        see=("ablation", "seed"),
        places=("sensitivity",),
        sources=(_AAVAE,),
    ),
    "baseline": Term(
        N_("Baseline"),
        "studies",
        N_("What one has without any training, to be compared with."),
        N_(
            "*Raw pixels* are the image itself; the *untrained encoder* is the same network with random "
            "weights. Whatever they reach, no training was needed for."
        ),
        see=("linear-probe", "encoder"),
        places=("probe", "results", "map"),
    ),
    "transfer": Term(
        N_("Transfer"),
        "studies",
        N_("Looking at a model with other images than those it was trained on."),
        N_(
            "A line above the figures says so where it happens. What a model reaches there is not what one "
            "trained on those images would."
        ),
        see=("linear-probe", "baseline"),
        places=("sets", "probe"),
    ),
    "run": Term(
        N_("Run"),
        "studies",
        N_("One training with all that belongs to it: its settings, its curves and its model."),
        N_(
            "Runs train in the background and are listed on Jobs. A finished one is a model on every page, "
            "those that are shipped and your own."
        ),
        see=("checkpoint", "snapshot", "job"),
        places=("jobs", "watch"),
    ),
    "job": Term(
        N_("Job"),
        "studies",
        N_("Work that is done in the background, also when the page that started it is closed."),
        N_(
            "Trainings, imports and maps are jobs. Trainings wait for each other in a queue, unless it is "
            "told otherwise."
        ),
        see=("run",),
        places=("jobs",),
    ),
    "test-images": Term(
        N_("Training and test images"),
        "studies",
        N_("The images that a model or a classifier learns from, and others that it is judged by."),
        N_(
            "No image may be in both: who has seen the answers scores too high. CIFAR-10 has 50,000 and "
            "10,000; the bundled sample has 10,000 of the training images and all test images."
        ),
        see=("accuracy", "transfer"),
        places=("sets", "add-images"),
        sources=(Source("Krizhevsky, 2009", "https://www.cs.toronto.edu/~kriz/cifar.html"),),
    ),
}
"""Name in links -> term."""
