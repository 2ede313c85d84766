; E8  One observation moves the variance by at most alpha of the cap, and never out of [0, cap].
;
; v variance, u the observed rate after winsorising, alpha in [0, W]; v' = floor((v * (W - alpha) + u * alpha) / W).

(declare-const v Int) (declare-const u Int) (declare-const alpha Int) (declare-const cap Int) (declare-const next Int)
(define-fun W () Int 1000000000000000000)
(assert (and (>= v 0) (<= v cap) (>= u 0) (>= alpha 0) (<= alpha W) (>= cap 0)))
(define-fun updated () Bool
  (and (<= (* next W) (+ (* v (- W alpha)) (* u alpha))) (< (+ (* v (- W alpha)) (* u alpha)) (* (+ next 1) W))))

(echo "lemma: the variance stays within its cap")
(push) (assert (<= u cap)) (assert updated) (assert (or (< next 0) (> next cap))) (check-sat) (pop)

(echo "lemma: it moves by at most alpha times the cap, and a unit of rounding")
(push) (assert (<= u cap)) (assert updated)
(assert (or (> (* (- next v) W) (* alpha cap)) (> (* (- v next) W) (+ (* alpha cap) W)))) (check-sat) (pop)

(echo "mutant: an observation that was not winsorised leaves the cap")
(push) (assert updated) (assert (> next cap)) (check-sat) (pop)

(echo "mutant: alpha above one overshoots")
(push) (declare-const beyond Int) (assert (and (> beyond W) (<= u cap)))
(assert (and (<= (* next W) (+ (* v (- W beyond)) (* u beyond))) (< (+ (* v (- W beyond)) (* u beyond)) (* (+ next 1) W))))
(assert (or (< next 0) (> next cap))) (check-sat) (pop)
